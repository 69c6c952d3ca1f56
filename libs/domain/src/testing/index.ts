import type { Actor } from '../case/actor.ts';
import { caseIdSchema, evidenceId } from '../identity/ids.ts';
import { sha256Schema } from '../identity/digest.ts';
import { instantOf } from '../identity/instant.ts';
import type { CaseState } from '../log/case-state.ts';
import type { Entry } from '../log/entry.ts';
import { entrySchema } from '../log/entry.ts';
import { reduce } from '../log/reduce.ts';
import type { Plan } from '../plan/plan.ts';
import { planSchema } from '../plan/plan.ts';

/** Factories for tests of all libraries: small, valid, and deterministic. Not part of the product. */
export const SAMPLE_CASE = caseIdSchema.parse('0193a1b2-0000-7000-8000-000000000001');
export const SAMPLE_ACTOR: Actor = { kind: 'service', name: 'case-workflow', version: '0.1.0' };
const START = Date.parse('2026-11-24T03:00:00.000Z');

export const sampleOpening = {
  type: 'case.opened',
  body: {
    title: 'Dead-box case web-01',
    subject: { kind: 'host', id: 'web-01' },
    stack: 'local',
    origin: 'command',
    reason: 'suspected miner',
    sources: [],
    retention: { until: instantOf(START + 365 * 86_400_000), legalHold: true },
  },
} as const;

/** Drafts of entries, loosely typed on purpose: the schema judges them. */
export interface SampleDraft {
  readonly type: string;
  readonly body: object;
  readonly why?: string;
}

/** A valid log: `case.opened`, then the drafts, one second apart. Throws on a draft that the schema refuses. */
export function sampleLog(...drafts: readonly SampleDraft[]): readonly Entry[] {
  return [sampleOpening, ...drafts].map((draft, seq) =>
    entrySchema.parse({
      v: 1,
      case: SAMPLE_CASE,
      seq,
      at: instantOf(START + seq * 1000),
      actor: SAMPLE_ACTOR,
      ...draft,
    }),
  );
}

/** The state after `sampleLog(...drafts)`. */
export function sampleState(...drafts: readonly SampleDraft[]): CaseState {
  const [first, ...rest] = sampleLog(...drafts);
  if (first === undefined) throw new Error('a sample log is never empty');
  return rest.reduce(reduce, reduce(undefined, first));
}

/** A plan over items of these kinds that asks `people` for approval. */
export function samplePlan(kinds: readonly ('disk' | 'memory' | 'log')[], people = 0): Plan {
  return planSchema.parse({
    playbook: { name: 'default', sha256: sha256Schema.parse('ab'.repeat(32)) },
    order: 'memory-first',
    orderReason: 'order of volatility',
    isolate: false,
    items: kinds.map((kind, index) => ({
      item: evidenceId(index + 1),
      kind,
      title: `${kind} ${String(index + 1)}`,
      source: { kind, uris: [`file:///evidence/${kind}-${String(index + 1)}`], title: kind },
    })),
    changes: [],
    techniques: [],
    approval: { people, reason: 'the playbook says so', validForSeconds: 3600 },
  });
}
