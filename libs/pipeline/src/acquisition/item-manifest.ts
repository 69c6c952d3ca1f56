import type { Manifest, PlannedItem } from '@afo/domain';
import type { StepContext } from '../step/step.ts';
import type { AcquiredContent } from './acquire-content.ts';
import type { Judgement } from './judgement.ts';
import { atMost } from './ranges.ts';

export interface AcquiredItem {
  readonly planned: PlannedItem;
  readonly acquired: AcquiredContent;
  readonly judgement: Judgement;
}

/** Most ranges that a manifest lists. */
const MOST_RANGES = 100_000;

/** The manifest of an acquired item (docs/spec/evidence-item.md). */
export function itemManifest(
  { ports, book, task }: StepContext,
  { planned, acquired, judgement }: AcquiredItem,
): Manifest {
  const now = ports.clock.now();
  const { source, content, stored, blocks, missing } = acquired;
  const absent = largest(acquired.absent);
  return {
    v: 1,
    case: book.id,
    item: planned.item,
    kind: planned.kind,
    title: planned.title,
    // An item of another case stands in the facts of the source: `parents` are of one case.
    ...(planned.source.since?.case === book.id ? { parents: [planned.source.since.item] } : {}),
    source: { facts: factsOf(acquired, judgement) },
    acquired: {
      tool: { name: ports.actor.name, version: ports.actor.version ?? '0' },
      startedAt: book.state.steps.get(task.key)?.startedAt ?? now,
      endedAt: now,
    },
    content,
    stored: [...stored],
    blocks,
    ...(absent.length === 0 ? {} : { absent }),
    completeness: {
      expectedBytes: source.bytes,
      missing: atMost(missing, MOST_RANGES),
      ...(judgement.failure === undefined ? {} : { reason: judgement.failure.cause }),
    },
    limits: [...judgement.limits, ...listLimits(acquired)].slice(0, 1000),
  };
}

function factsOf(
  { source, zeroBytes }: AcquiredContent,
  judgement: Judgement,
): Manifest['source']['facts'] {
  return {
    ...source.facts,
    ...judgement.facts,
    format: source.format,
    zeroBytes,
    ...(judgement.failure === undefined ? {} : { failure: judgement.failure }),
  };
}

/** The list of absent runs may leave runs out, never add any: they are zeros with true digests either way. */
function largest(absent: readonly (readonly [number, number])[]): [first: number, count: number][] {
  const kept = absent
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, MOST_RANGES)
    .toSorted((a, b) => a[0] - b[0]);
  return kept.map(([first, count]) => [first, count]);
}

const listLimits = ({ absent, missing }: AcquiredContent): readonly string[] => [
  ...(absent.length > MOST_RANGES
    ? [`only the ${String(MOST_RANGES)} largest of ${String(absent.length)} absent runs are listed`]
    : []),
  ...(missing.length > MOST_RANGES
    ? [`${String(missing.length)} missing ranges are listed coarser than they are`]
    : []),
];
