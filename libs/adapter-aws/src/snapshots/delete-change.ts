import type { HostChange } from '@afo/ports';
import type { HostCalls } from '../host/host-calls.ts';
import { askUntil } from './patience.ts';
import type { Waiting } from './patience.ts';
import type { Place } from './place.ts';
import { snapshotById } from './snapshot-desk.ts';

export interface DeleteOrder {
  readonly id: string;
  readonly snapshot: string;
  readonly at: Place;
  readonly calls: HostCalls;
}

/** Deletes a snapshot that its case needs no more. What is locked is refused by AWS, and stays. */
export function deleteChange(
  { id, snapshot, at, calls }: DeleteOrder,
  waiting: Waiting,
): HostChange {
  const isThere = async (): Promise<boolean> => (await snapshotById(calls, snapshot)) !== undefined;
  return {
    id,
    setting: 'snapshot.existence',
    resource: snapshot,
    wanted: { exists: false },
    needs: [],
    planned: {
      call: 'ec2:DeleteSnapshot',
      where: { ...at, resource: snapshot },
      parameters: { SnapshotId: snapshot },
      alsoHits: [],
    },
    read: async () => ({ exists: await isThere() }),
    apply: async () => {
      const { requestId } = await calls.call('ec2:DeleteSnapshot', { SnapshotId: snapshot });
      await askUntil(waiting, waiting.patience.visibleMs, async () =>
        (await isThere()) ? undefined : true,
      );
      return requestId;
    },
  };
}
