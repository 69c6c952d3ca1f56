import type { HostChange, HostState } from '@afo/ports';
import type { HostCalls } from '../host/host-calls.ts';
import { askUntil } from './patience.ts';
import type { Waiting } from './patience.ts';
import type { Place } from './place.ts';

/** A lock that nobody (compliance), or nobody without a special right (governance), can end before its time. */
export interface SnapshotLock {
  readonly mode: 'governance' | 'compliance';
  /** 1 to 36,500. */
  readonly days: number;
  /** Hours, 1 to 72, in which a lock in compliance mode can still be undone; none without. */
  readonly coolOffHours?: number;
}

export interface LockOrder {
  readonly id: string;
  readonly snapshot: string;
  readonly at: Place;
  readonly lock: SnapshotLock;
  readonly calls: HostCalls;
}

/** LockSnapshot as a change. A lock that is as strong and as long already is left as it is, never weakened. */
export function lockChange(order: LockOrder, waiting: Waiting): HostChange {
  const { id, snapshot, at, lock, calls } = order;
  const parameters = {
    SnapshotId: snapshot,
    LockMode: lock.mode,
    LockDuration: lock.days,
    ...(lock.mode === 'compliance' && lock.coolOffHours !== undefined
      ? { CoolOffPeriod: lock.coolOffHours }
      : {}),
  };
  return {
    id,
    setting: 'snapshot.lock',
    resource: snapshot,
    wanted: { locked: true },
    needs: [],
    planned: {
      call: 'ec2:LockSnapshot',
      where: { ...at, resource: snapshot },
      parameters,
      alsoHits: [],
    },
    read: () => lockState(order),
    apply: async () => {
      const { requestId } = await calls.call('ec2:LockSnapshot', parameters);
      await askUntil(waiting, waiting.patience.visibleMs, async () =>
        (await lockState(order))['locked'] === true ? true : undefined,
      );
      return requestId;
    },
  };
}

async function lockState({ calls, snapshot, lock }: LockOrder): Promise<HostState> {
  const { output } = await calls.call('ec2:DescribeLockedSnapshots', { SnapshotIds: [snapshot] });
  const found = (output.Snapshots ?? []).find(({ SnapshotId }) => SnapshotId === snapshot);
  const { LockState: state = 'none', LockDuration: days = 0, LockExpiresOn: until } = found ?? {};
  const isStrong =
    state === 'compliance' ||
    state === 'compliance-cooloff' ||
    (state === 'governance' && lock.mode === 'governance');
  return {
    locked: isStrong && days >= lock.days,
    state,
    days,
    ...(until === undefined ? {} : { until: until.toISOString() }),
  };
}
