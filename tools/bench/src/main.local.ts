import { pathToFileURL } from 'node:url';
import { localStack } from '@afo/adapter-local';
import { acquireAndVerify } from './disk/ours.ts';
import type { Measured } from './disk/run-ours.ts';

// One acquisition of one image by the steps of the product, in a process of its own. Arguments: home, image.

const [home = '', image = ''] = process.argv.slice(2);
const stack = await localStack({ home, actor: { kind: 'service', name: 'bench', version: '0' } });
const before = process.cpuUsage();
const { seconds, storedBytes, sha256 } = await acquireAndVerify(stack.ports, pathToFileURL(image));
const { user, system } = process.cpuUsage(before);
const measured: Measured = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  storedBytes,
  peakMiB: Math.ceil(process.resourceUsage().maxRSS / 1024),
  sha256,
};
await stack.close();
process.stdout.write(JSON.stringify(measured));
