import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { BundleReader } from '../src/index.ts';
import { runChecks, verifyBundle } from '../src/index.ts';
import { decodeZstd } from '../src/node/index.ts';
import type { Bundle } from './support/bundle.ts';
import { readerOf, rebag } from './support/bundle.ts';
import { Chance } from './support/chance.ts';
import { KEY, sampleBundle } from './support/sample-bundle.ts';

const OPTIONS = { decode: decodeZstd };

/** A reader of which one file fails after some bytes. */
function failing(bundle: Bundle, bad: string, after: number): BundleReader {
  const reader = readerOf(bundle);
  return {
    ...reader,
    async *open(path) {
      let left = path === bad ? after : Infinity;
      for await (const chunk of reader.open(path)) {
        if (chunk.length > left) throw new Error('EIO');
        left -= chunk.length;
        yield chunk;
      }
    },
  };
}

describe('when a disk fails while a bundle is read', () => {
  it('tells which file, whichever it is, and never throws', async () => {
    const { bundle } = sampleBundle(new Chance(3));
    for (const path of bundle.keys()) {
      const verdict = await verifyBundle(failing(bundle, path, 10), OPTIONS);

      expect(verdict.exitCode, path).toBe(1);
      expect(
        verdict.faults.map(({ place }) => place),
        path,
      ).toContain(`file ${path}`);
    }
  });
});

describe('when a disk fails the second time', () => {
  const seconds = (bundle: Bundle, bad: string): BundleReader => {
    const reader = readerOf(bundle);
    let opened = 0;
    return {
      ...reader,
      async *open(path) {
        if (path === bad) opened += 1;
        if (opened > 1 && path === bad) throw new Error('EIO');
        yield* reader.open(path);
      },
    };
  };

  it.each(['data/case.log', 'data/case.leaves', 'data/report/report.json'])(
    'tells of %s, and never throws',
    async (path) => {
      const { bundle, writer } = sampleBundle(new Chance(3), [KEY], true);
      const forged = new Map(bundle).set(
        'data/case.log',
        Buffer.from(writer.lines.map((line) => `${line.replace('"v":1', '"v":2')}\n`).join('')),
      );

      for (const one of [bundle, forged]) {
        expect([0, 1]).toContain((await verifyBundle(seconds(one, path), OPTIONS)).exitCode);
      }
    },
  );
});

describe('when anything at all is in a bundle', () => {
  it('F-72 gives a verdict, and never throws', async () => {
    const { bundle } = sampleBundle(new Chance(3));
    const paths = [...bundle.keys()];
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
    );
    const change = fc.record({
      path: fc.constantFrom(...paths),
      bytes: garbage,
      isPut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (changes, again) => {
          const forged = new Map(bundle);
          for (const { path, bytes, isPut } of changes)
            forged.set(
              path,
              isPut
                ? Buffer.from(bytes)
                : Buffer.concat([forged.get(path) ?? Buffer.alloc(0), bytes]),
            );

          const { exitCode } = await verifyBundle(
            readerOf(again ? rebag(forged) : forged),
            OPTIONS,
          );

          return [0, 1, 3].includes(exitCode);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('answers every custody check, whatever it finds', async () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const chance = new Chance(seed);
      const { bundle } = sampleBundle(chance);
      if (seed % 2 === 1) bundle.delete(chance.pick([...bundle.keys()]));

      const { checks } = await runChecks(readerOf(bundle), OPTIONS);

      expect(checks.map(({ id }) => id)).toEqual(
        Array.from({ length: 48 }, (_, index) => `C${String(index + 1)}`),
      );
      expect(checks.every(({ claim, reason }) => claim !== '' && reason !== '')).toBe(true);
    }
  });
});
