import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryImage } from './lab/try-image.ts';
import { makePayload } from './payload/make-payload.ts';
import { pin } from './payload/pin.ts';
import { WORKSPACE } from './payload/places.ts';

const USAGE = `usage: main.ts payload [--out FOLDER] [--machine x64]   what a forensic host is installed from
       main.ts pin [--machine x64]                    take what is current as what is pinned
       main.ts try                                    build an image, boot it, give it a case
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, machine: { type: 'string', default: 'x64' } },
});

const [command] = positionals;
switch (command) {
  case 'payload': {
    const folder = values.out ?? join(WORKSPACE, 'dist/forensic-image', values.machine);
    const payload = await makePayload(folder, values.machine);
    process.stdout.write(`${JSON.stringify(payload)}\n`);
    break;
  }
  case 'pin':
    await pin(values.machine, 'bookworm');
    break;
  case 'try': {
    if (process.getuid?.() !== 0) throw new Error('a system can be built by root alone');
    const { failures, ...trial } = await tryImage((text) => process.stderr.write(`${text}\n`));
    process.stdout.write(`${JSON.stringify({ ...trial, failures }, null, 2)}\n`);
    process.exitCode = failures.length === 0 ? 0 : 1;
    break;
  }
  case undefined:
  default:
    process.stderr.write(USAGE);
    process.exitCode = 64;
}
