import { describe, expect, it } from 'vitest';

import type { BundleReader } from '../src/index.ts';
import { verifyBundle } from '../src/index.ts';
import { decodeZstd } from '../src/node/index.ts';
import { checkpointMutations } from './mutations/checkpoints.ts';
import { evidenceMutations } from './mutations/evidence.ts';
import { logMutations } from './mutations/log.ts';
import type { Forged } from './mutations/mutation.ts';
import { reportAndBagMutations } from './mutations/report-and-bag.ts';
import { readerOf } from './support/bundle.ts';
import { Chance } from './support/chance.ts';
import { sampleBundle } from './support/sample-bundle.ts';

const groups = {
  log: logMutations,
  checkpoints: checkpointMutations,
  evidence: evidenceMutations,
  'report and bag': reportAndBagMutations,
};
const PER_MUTATION = 16;
const mutations = Object.values(groups).flat();

describe.each(Object.entries(groups))('when somebody forges the %s', (_, group) => {
  it.each(group.map((mutation) => [mutation.name, mutation] as const))(
    'tells that %s, and where',
    async (_name, { forge, finds }) => {
      let forged = 0;
      for (let seed = 1; forged < PER_MUTATION; seed += 1) {
        const chance = new Chance(seed);
        const sample = sampleBundle(chance);
        const result = forge(sample, chance);
        if (result === undefined) continue;
        forged += 1;

        const verdict = await verifyBundle(reader(result), {
          decode: decodeZstd,
          ...result.options,
        });

        const found = verdict.faults.map(({ code, place }) => `${code} ${place}`);
        const named = verdict.faults.filter(({ place }) => result.names(place));
        const seen = `seed ${String(seed)} found: ${found.slice(0, 8).join('; ')}`;
        expect(verdict.status, seen).toBe('tampered');
        expect(
          named.some(({ code }) => finds.includes(code)),
          seen,
        ).toBe(true);
      }
    },
    60_000,
  );
});

describe('when forgeries are counted', () => {
  it('has tried a thousand and more', () => {
    expect(mutations.length * PER_MUTATION).toBeGreaterThanOrEqual(1000);
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  });
});

function reader({ bundle, twice }: Forged): BundleReader {
  const inner = readerOf(bundle);
  return {
    ...inner,
    async *list() {
      yield* inner.list();
      if (twice !== undefined) yield twice;
    },
  };
}
