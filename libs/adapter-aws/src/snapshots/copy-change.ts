import { PortError } from '@afo/ports';
import type { HandoverContext, HostChange, HostState } from '@afo/ports';
import type { In } from '../host/host-calls.ts';
import { tagSpecification } from './case-tags.ts';
import type { CaseTags } from './case-tags.ts';
import { loggedSnapshots, madeSnapshot } from './made-snapshot.ts';
import type { Sought } from './made-snapshot.ts';
import { askUntil } from './patience.ts';
import type { Waiting } from './patience.ts';
import type { Place } from './place.ts';
import { snapshotById } from './snapshot-desk.ts';
import type { SnapshotFacts } from './snapshot-facts.ts';

export interface CopyOrder {
  readonly id: string;
  /** The snapshot to copy, and where it is. */
  readonly from: Place & { readonly snapshot: string; readonly isEncrypted: boolean };
  readonly to: Place;
  /** Key that the copy is made under; without one an encrypted snapshot gets the default key of where it goes. */
  readonly kmsKey?: string;
  readonly tags: CaseTags;
  /** For a time-based copy: minutes in which AWS commits itself to complete it. */
  readonly completionMinutes?: number;
  readonly calls: Sought['calls'];
  readonly log: Pick<HandoverContext, 'done' | 'open'>;
}

/** A copy as a change, and the way to what it has made. */
export interface CopyChange {
  readonly change: HostChange;
  readonly made: () => Promise<SnapshotFacts | undefined>;
}

/**
 * CopySnapshot as a change. It has no token by which AWS would know it again: what was made is found by the log and by
 * tags, so that no crash and no lost answer makes a second copy. One that has failed or is gone is made anew.
 */
export function copyChange(order: CopyOrder, waiting: Waiting): CopyChange {
  const { id, calls, log, tags, from } = order;
  const logged = loggedSnapshots(log.done, id);
  let answered: string | undefined;
  let isOpen = log.open.includes(id);
  let isBegun = isOpen;
  const made = () => madeSnapshot({ calls, tags, logged, answered, isBegun });
  // What an attempt that died may have made is searched for a while: EC2 is eventually consistent.
  const madeBefore = async () => {
    const { visibleMs } = waiting.patience;
    const found = isOpen ? await askUntil(waiting, visibleMs, made) : await made();
    isOpen = false;
    return found;
  };
  const change: HostChange = {
    id,
    setting: `snapshot.${tags.role}`,
    resource: from.snapshot,
    wanted: { copied: true },
    needs: [],
    planned: plannedOf(order),
    read: async () => stateOf(order, await madeBefore()),
    apply: async () => {
      isBegun = true;
      const { snapshot, requestId } = await copy(order, waiting);
      answered = snapshot;
      await askUntil(waiting, waiting.patience.visibleMs, () => snapshotById(calls, snapshot));
      return requestId;
    },
  };
  return { change, made };
}

function stateOf({ tags, from, to }: CopyOrder, found: SnapshotFacts | undefined): HostState {
  if (found === undefined) return { copied: false };
  return {
    copied: true,
    snapshot: found.id,
    account: to.account,
    region: to.region,
    source: from.snapshot,
    origin: tags.origin,
    ...(tags.volume === undefined ? {} : { volume: tags.volume }),
    ...(found.kmsKey === undefined ? {} : { kmsKey: found.kmsKey }),
  };
}

interface Copied {
  readonly snapshot: string;
  readonly requestId: string | undefined;
}

/** Waits for room among the copies in progress: AWS refuses then, and nothing is made. */
async function copy(order: CopyOrder, waiting: Waiting): Promise<Copied> {
  const input = inputOf(order);
  const copied = await askUntil(waiting, waiting.patience.roomMs, async () => {
    try {
      const { output, requestId } = await order.calls.call('ec2:CopySnapshot', input);
      return { snapshot: output.SnapshotId ?? '', requestId };
    } catch (error) {
      if (error instanceof PortError && error.code === 'aws.throttled') return undefined;
      throw error;
    }
  });
  if (copied === undefined)
    throw new PortError('aws.throttled', 'there was no room for a copy in all the time', {
      retryable: true,
    });
  if (copied.snapshot !== '') return copied;
  throw new PortError('aws.unavailable', 'AWS copied a snapshot and did not say its id', {
    retryable: true,
  });
}

function inputOf({ from, kmsKey, tags, completionMinutes }: CopyOrder): In<'ec2:CopySnapshot'> {
  return {
    SourceRegion: from.region,
    SourceSnapshotId: from.snapshot,
    Description: `Case ${tags.case}: copy of ${from.snapshot}, from ${tags.origin} of ${tags.volume ?? '?'}`,
    TagSpecifications: tagSpecification(tags),
    ...(kmsKey !== undefined || from.isEncrypted ? { Encrypted: true } : {}),
    ...(kmsKey === undefined ? {} : { KmsKeyId: kmsKey }),
    ...(completionMinutes === undefined ? {} : { CompletionDurationMinutes: completionMinutes }),
  };
}

function plannedOf({ from, to, kmsKey, completionMinutes }: CopyOrder): HostChange['planned'] {
  return {
    call: 'ec2:CopySnapshot',
    where: { ...to, resource: from.snapshot },
    parameters: {
      SourceRegion: from.region,
      SourceSnapshotId: from.snapshot,
      ...(kmsKey === undefined ? {} : { KmsKeyId: kmsKey }),
      ...(completionMinutes === undefined ? {} : { CompletionDurationMinutes: completionMinutes }),
    },
    alsoHits: [],
  };
}
