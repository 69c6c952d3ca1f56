import { pathToFileURL } from 'node:url';
import { localStack } from '@afo/adapter-local';
import { acquireAndVerify } from './disk/ours.ts';
import { measure } from './disk/measure.ts';

// One acquisition of one image by the steps of the product, in a process of its own. Arguments: home, image.

const [home = '', image = ''] = process.argv.slice(2);
const stack = await localStack({ home, actor: { kind: 'service', name: 'bench', version: '0' } });
const measured = await measure(() => acquireAndVerify(stack.ports, pathToFileURL(image)));
await stack.close();
process.stdout.write(JSON.stringify(measured));
