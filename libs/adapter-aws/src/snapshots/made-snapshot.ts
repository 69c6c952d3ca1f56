import { PortError } from '@afo/ports';
import type { HandoverContext } from '@afo/ports';
import type { HostCalls } from '../host/host-calls.ts';
import type { CaseTags } from './case-tags.ts';
import { snapshotById, snapshotsTagged } from './snapshot-desk.ts';
import type { SnapshotFacts } from './snapshot-facts.ts';

export interface Sought {
  readonly calls: HostCalls;
  readonly tags: CaseTags;
  /** Ids that the log holds as made by this change, the last one made last. */
  readonly logged: readonly string[];
  /** The id that the call answered with, in this very attempt. */
  readonly answered: string | undefined;
  /** Whether the call was begun, by the log or in this attempt: before that there is nothing of ours to be found. */
  readonly isBegun: boolean;
}

/**
 * The copy that a change has made, if it may still become complete. What the call answered counts first, then what
 * the log holds; tags alone count only for what a crash or a lost answer has left between the call and the log, and
 * only when they leave no choice: whoever can tag in that account could otherwise put another snapshot in its place.
 * @throws PortError `aws.conflict`
 */
export async function madeSnapshot(sought: Sought): Promise<SnapshotFacts | undefined> {
  const { calls, tags, logged, answered, isBegun } = sought;
  // Made in this attempt: also when it has failed already, so that the wait for it can say why.
  if (answered !== undefined) return await snapshotById(calls, answered);
  const last = logged.at(-1);
  const found = last === undefined ? undefined : await snapshotById(calls, last);
  if (found !== undefined && mayComplete(found)) return found;
  if (!isBegun) return undefined;
  const [only, ...more] = (await snapshotsTagged(calls, tags)).filter(
    (snapshot) => mayComplete(snapshot) && !logged.includes(snapshot.id),
  );
  if (more.length === 0) return only;
  throw new PortError(
    'aws.conflict',
    `more than one snapshot bears the tags of ${tags.origin} (${tags.role}); one must be sorted out by hand`,
  );
}

/** Ids of snapshots that the log holds as made by a change, oldest first. */
export const loggedSnapshots = (done: HandoverContext['done'], change: string): readonly string[] =>
  done.flatMap(({ change: id, after }) => {
    const { snapshot } = after;
    return id === change && typeof snapshot === 'string' ? [snapshot] : [];
  });

const mayComplete = ({ state }: SnapshotFacts): boolean =>
  state === 'pending' || state === 'completed' || state === 'recovering';
