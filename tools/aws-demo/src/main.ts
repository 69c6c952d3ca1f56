import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { playDemo } from './play-demo.ts';

// The composition root of the AWS demo: notes go to standard error, the result as JSON to standard output.

const { values } = parseArgs({
  options: { home: { type: 'string', default: '.afo/demo-aws' }, host: { type: 'string' } },
});
const folder = resolve(values.home);
await mkdir(folder, { recursive: true });
const result = await playDemo(folder, (text) => process.stderr.write(`${text}\n`), {
  host: values.host,
});
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
