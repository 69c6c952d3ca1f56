import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { makeVectors } from './vectors/vectors.ts';

const folder = fileURLToPath(new URL('../../../docs/spec/vectors/', import.meta.url));

/** Writes docs/spec/vectors anew: `./afo exec node --conditions=@afo/source tools/cross-check/src/main.ts`. */
await mkdir(folder, { recursive: true });
for (const [name, text] of await makeVectors()) {
  await writeFile(join(folder, name), text);
  process.stdout.write(`${name}\n`);
}
