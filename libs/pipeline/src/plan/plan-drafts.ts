import { canonicalJson, sha256Hex } from '@afo/custody';
import type { EntryDraft, Plan, PlannedChange } from '@afo/domain';
import { MAX_ALSO_HITS, MAX_ENTRY_BYTES, MAX_PLAN_PARTS, MAX_PLANNED } from '@afo/domain';
import { PipelineError } from '../errors.ts';
import { packed } from './packed-plan.ts';

/** The rest of an entry says who wrote it, when, and under which authority. */
const BODY_BYTES = MAX_ENTRY_BYTES - 8192;

/** How many things a change may name besides the subject: fewer at each turn, until the plan fits. */
const NAMED = [MAX_ALSO_HITS, 3000, 1000, 300, 100, 30] as const;

/**
 * The entries that make the plan, to be appended together: `plan.made` alone, or behind the parts of a plan that it
 * cannot hold (docs/adr/0014). Of a plan that even the parts cannot hold, what else the changes hit is cut, and the
 * plan says of how many it is silent.
 * @throws PipelineError `plan.too-large`
 */
export function planDrafts(plan: Plan): readonly EntryDraft[] {
  if (Math.max(plan.items.length, plan.changes.length) > MAX_PLANNED) throw tooLarge(plan);
  for (const most of NAMED) {
    const drafts = draftsOf({ ...plan, changes: plan.changes.map((each) => naming(each, most)) });
    if (drafts !== undefined) return drafts;
  }
  throw tooLarge(plan);
}

function draftsOf(plan: Plan): readonly EntryDraft[] | undefined {
  if (Buffer.byteLength(canonicalJson({ plan })) <= BODY_BYTES)
    return [{ type: 'plan.made', body: { plan } }];
  const { items, techniques, changes, ...outline } = plan;
  const lists = packed({ items, techniques, changes }, BODY_BYTES);
  if (lists.length > MAX_PLAN_PARTS) return undefined;
  const bodies = lists.map((list, index) => ({ part: index + 1, of: lists.length, ...list }));
  const sha256 = sha256Hex(bodies.map((body) => `${canonicalJson(body)}\n`).join(''));
  return [
    ...bodies.map((body): EntryDraft => ({ type: 'plan.detailed', body })),
    { type: 'plan.made', body: { inParts: { outline, parts: bodies.length, sha256 } } },
  ];
}

/** The last two stay: that is where whoever looked says what was not looked at. */
function naming(change: PlannedChange, most: number): PlannedChange {
  const { alsoHits } = change;
  if (alsoHits.length <= most) return change;
  const left = alsoHits.length - most + 1;
  return {
    ...change,
    alsoHits: [
      ...alsoHits.slice(0, most - 3),
      `${String(left)} more, which are too many for the plan to name`,
      ...alsoHits.slice(-2),
    ],
  };
}

const tooLarge = ({ items, changes }: Plan): PipelineError =>
  new PipelineError(
    'plan.too-large',
    `a plan of ${String(items.length)} items and ${String(changes.length)} changes is too large for the log`,
  );
