import { describe, expect, it } from 'vitest';

import { verifyBundle } from '../src/index.ts';
import { decodeZstd } from '../src/node/index.ts';
import { readerOf } from './support/bundle.ts';
import { Chance } from './support/chance.ts';
import { KEY, sampleBundle } from './support/sample-bundle.ts';

const BUNDLES = 1000;

describe('when nothing was touched', () => {
  it(`gives no alarm over ${String(BUNDLES)} random bundles, and says what the verdict rests on`, async () => {
    for (let seed = 0; seed < BUNDLES; seed += 1) {
      const { bundle, items, writer } = sampleBundle(new Chance(seed));

      const verdict = await verifyBundle(readerOf(bundle), {
        decode: decodeZstd,
        keys: seed % 2 === 0 ? [KEY.vkey] : [],
      });

      expect(verdict, `seed ${String(seed)}`).toMatchObject({
        status: 'proven',
        exitCode: 0,
        faults: [],
        missing: [],
      });
      expect(verdict.checked).toMatchObject({
        entries: writer.size,
        signedEntries: writer.size,
        checkpoints: writer.notes.size,
      });
      expect(verdict.checked.items.byBytes).toEqual(items.map(({ plan }) => plan.item));
      expect(verdict.trust.basis).toBe(seed % 2 === 0 ? 'pinned' : 'bundle-key');
    }
  }, 120_000);
});
