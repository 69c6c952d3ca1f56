import type { HandoverContext, HostChange } from '@afo/ports';
import { bears } from './case-tags.ts';
import type { CaseTags } from './case-tags.ts';
import { deleteChange } from './delete-change.ts';
import type { EbsHandoverOptions } from './handover-options.ts';
import { loggedSnapshots } from './made-snapshot.ts';
import type { Waiting } from './patience.ts';
import type { Place } from './place.ts';
import { unshareChange } from './share-change.ts';
import { snapshotById } from './snapshot-desk.ts';
import type { VolumeAddress } from './volume-uri.ts';

export interface CleanUp {
  readonly options: EbsHandoverOptions;
  readonly volume: VolumeAddress;
  readonly origin: string;
  readonly context: HandoverContext;
  readonly waiting: Waiting;
}

/** What may be deleted, if its tags say the same as the log. */
interface Candidate {
  readonly snapshot: string;
  readonly at: Place;
  readonly tags: CaseTags;
}

/**
 * What takes away the intermediates of a volume: the permission that this case gave, copies on the way, copies that
 * failed, and the snapshot of the set where the options say so. Both the log and the tags must say that this case made
 * it; never what is read and kept (C16).
 */
export async function cleanUpChanges(cleanUp: CleanUp): Promise<readonly HostChange[]> {
  const { origin, context, options, waiting } = cleanUp;
  const changes = [...unshare(cleanUp)];
  const planned = new Set<string>();
  for (const { snapshot, at, tags } of candidates(cleanUp)) {
    if (planned.has(snapshot)) continue;
    planned.add(snapshot);
    const calls = options.callsOf(at, context.case);
    const found = await snapshotById(calls, snapshot);
    if (found === undefined) continue;
    if (!bears(found.tags, tags)) {
      context.progress(`${snapshot} stays: its tags are not those that this case gave it`);
      continue;
    }
    const id = `handover/${origin}/delete/${snapshot}`;
    changes.push(deleteChange({ id, snapshot, at, calls }, waiting));
  }
  return changes;
}

/** Only what the log says that this case has shared: who had the permission before keeps it (F-54). */
function unshare({ origin, context, options, volume, waiting }: CleanUp): readonly HostChange[] {
  const shared = new Set(
    context.done.filter(({ change }) => change === shareOf(origin)).map(({ resource }) => resource),
  );
  return [...shared].map((snapshot) => {
    const at = { account: volume.account, region: volume.region };
    const id = `handover/${origin}/unshare/${snapshot}`;
    const withAccount = options.forensic.account;
    const calls = options.callsOf(at, context.case);
    return unshareChange({ id, snapshot, at, withAccount, calls }, waiting);
  });
}

function candidates({ origin, context, options, volume }: CleanUp): readonly Candidate[] {
  const member = { account: volume.account, region: volume.region };
  const forensic = { account: options.forensic.account, region: options.forensic.region };
  const base = { case: context.case, origin, volume: volume.volume };
  const finals = loggedSnapshots(context.done, `handover/${origin}/final`);
  const kept = finals.at(-1);
  // Without a copy the snapshot of the set is what was read.
  if (kept === undefined) return [];
  const found: Candidate[] = [
    ...loggedSnapshots(context.done, `handover/${origin}/recrypted`).map((snapshot) => ({
      snapshot,
      at: member,
      tags: { ...base, role: 'recrypted' as const },
    })),
    ...finals.slice(0, -1).map((snapshot) => ({
      snapshot,
      at: forensic,
      tags: { ...base, role: 'final' as const },
    })),
    ...(options.removeSet === true ? [setCandidate({ origin, context, member })] : []),
  ];
  return found.filter(({ snapshot }) => snapshot !== kept);
}

function setCandidate({
  origin,
  context,
  member,
}: {
  readonly origin: string;
  readonly context: HandoverContext;
  readonly member: Place;
}): Candidate {
  const taking = context.done.findLast(
    ({ setting, after }) => setting === 'volume.snapshots' && Object.values(after).includes(origin),
  );
  const instance = taking?.resource ?? '';
  return {
    snapshot: origin,
    at: member,
    tags: { case: context.case, role: 'set', origin: instance },
  };
}

const shareOf = (origin: string): string => `handover/${origin}/share`;
