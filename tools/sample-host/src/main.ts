import { parseArgs } from 'node:util';
import { writeFile } from 'node:fs/promises';
import { makeSampleHost } from './make-sample-host.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    facts: { type: 'string' },
    seed: { type: 'string', default: '1' },
    clean: { type: 'boolean', default: false },
  },
});

const seed = Number(values.seed);
if (values.out === undefined || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: sample-host --out IMAGE [--facts FILE] [--seed NUMBER] [--clean]\n');
  process.exitCode = 2;
} else {
  const facts = await makeSampleHost({ out: values.out, seed, clean: values.clean });
  const text = `${JSON.stringify(facts, null, 2)}\n`;
  if (values.facts === undefined) process.stdout.write(text);
  else await writeFile(values.facts, text, { flag: 'wx' });
}
