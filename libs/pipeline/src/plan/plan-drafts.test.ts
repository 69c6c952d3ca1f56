import { canonicalJson, encodeEntry, sha256Hex } from '@afo/custody';
import type { Entry, EntryDraft, Plan, PlannedChange } from '@afo/domain';
import {
  evidenceId,
  fold,
  isEntry,
  MAX_ENTRY_BYTES,
  MAX_PLAN_PARTS,
  MAX_PLANNED,
  planSchema,
} from '@afo/domain';
import { sampleLog, samplePlan } from '@afo/domain/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { planDrafts } from './plan-drafts.ts';

// A large plan takes a second; on a busy machine some more.
vi.setConfig({ testTimeout: 120_000 });

const range = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const itemAt = (index: number): Plan['items'][number] => ({
  item: evidenceId(index + 1),
  kind: 'disk',
  title: `volume ${index} „größer“`,
  source: { kind: 'disk', uris: [`aws-ebs:///vol-${index}`], title: 'x'.repeat(1 + (index % 700)) },
});
const changeAt = (index: number, hits: number): PlannedChange => ({
  step: 'contain',
  call: 'ec2:ModifyNetworkInterfaceAttribute',
  where: { resource: `eni-${index}` },
  parameters: { Groups: `sg-${'y'.repeat(index % 900)}`, order: index },
  alsoHits: range(hits, (hit) => `i-${hit} of change ${index} — "hit" ☂`),
});
const planOf = (items: number, changes: readonly PlannedChange[], techniques = 0): Plan =>
  planSchema.parse({
    ...samplePlan([]),
    items: range(items, itemAt),
    changes,
    techniques: range(techniques, (index) => ({
      technique: `t${index}`,
      possible: false,
      reason: 'z'.repeat(4000),
    })),
  });

/** The entries as a log holds them, each judged and encoded. */
const written = (drafts: readonly EntryDraft[]): readonly Entry[] => {
  const log = sampleLog(...drafts.map(({ type, body }) => ({ type, body })));
  for (const entry of log)
    expect(Buffer.byteLength(encodeEntry(entry))).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
  return log;
};
const readBack = (drafts: readonly EntryDraft[]): Plan | undefined => fold(written(drafts))?.plan;

describe('when a plan is entered', () => {
  it('comes back whole whatever its size, and no entry of it is longer than a log holds', () => {
    const sizes = fc.record({
      items: fc.integer({ min: 0, max: 600 }),
      hits: fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2500 })), {
        maxLength: 12,
      }),
      techniques: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(sizes, ({ items, hits, techniques }) => {
        const plan = planOf(
          items,
          hits.map((count, index) => changeAt(index, count)),
          techniques,
        );

        const drafts = planDrafts(plan);

        expect(readBack(drafts)).toEqual(plan);
      }),
      { numRuns: 40 },
    );
  });

  it('stays one entry where it fits, as it always was', () => {
    const plan = planOf(20, [changeAt(1, 20)]);

    expect(planDrafts(plan)).toEqual([{ type: 'plan.made', body: { plan } }]);
  });

  it('binds what people approve: its entry names the digest of all parts', () => {
    const log = written(planDrafts(planOf(500, [changeAt(1, 3000)])));
    const parts = log.filter((entry) => isEntry(entry, 'plan.detailed'));
    const made = log.at(-1);

    expect(parts.length).toBeGreaterThan(3);
    expect(made).toMatchObject({
      type: 'plan.made',
      body: {
        inParts: {
          parts: parts.length,
          sha256: sha256Hex(parts.map(({ body }) => `${canonicalJson(body)}\n`).join('')),
        },
      },
    });
  });
});

describe('when a plan hits more than a log can name', () => {
  const crowded = planOf(
    500,
    range(15, (index) => changeAt(index, 9000)),
  );

  it('names fewer, says of how many it is silent, and keeps what was said last', () => {
    const plan = readBack(planDrafts(crowded));
    const [first] = plan?.changes ?? [];

    expect(plan?.items).toHaveLength(500);
    expect(plan?.changes).toHaveLength(15);
    expect(first?.alsoHits.slice(-3)).toEqual([
      `${9000 - ((first?.alsoHits.length ?? 0) - 1)} more, which are too many for the plan to name`,
      ...(crowded.changes[0]?.alsoHits.slice(-2) ?? []),
    ]);
    expect(first?.alsoHits.length).toBeGreaterThanOrEqual(1000);
  });

  it('takes no more parts than one append holds', () => {
    expect(planDrafts(crowded).length).toBeLessThanOrEqual(MAX_PLAN_PARTS + 1);
  });
});

describe('when a plan is beyond all bounds', () => {
  const tooLarge = expect.objectContaining({ code: 'plan.too-large' }) as unknown;

  it('says so by its own name, and not as a fault of the log', () => {
    const huge = { ...changeAt(1, 0), parameters: { policy: 'p'.repeat(4000) } };
    const many = samplePlan([]);

    expect(() => planDrafts({ ...many, changes: range(MAX_PLANNED + 1, () => huge) })).toThrow(
      tooLarge,
    );
    expect(() => planDrafts({ ...many, changes: range(1000, () => huge) })).toThrow(tooLarge);
    expect(planDrafts({ ...many, changes: range(500, () => huge) }).length).toBeGreaterThan(30);
  });
});
