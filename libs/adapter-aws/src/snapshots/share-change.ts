import { PortError } from '@afo/ports';
import type { HostChange, HostState } from '@afo/ports';
import type { HostCalls } from '../host/host-calls.ts';
import { askUntil } from './patience.ts';
import type { Waiting } from './patience.ts';
import type { Place } from './place.ts';

export interface ShareOrder {
  readonly id: string;
  readonly snapshot: string;
  readonly at: Place;
  /** The account that may copy it, or may no longer. */
  readonly withAccount: string;
  readonly calls: HostCalls;
}

/** Lets an account copy a snapshot. Whether it may use the key as well is a matter of that key's policy. */
export const shareChange = (order: ShareOrder, waiting: Waiting): HostChange =>
  permissionChange(order, waiting, true);

/** Takes that away again. */
export const unshareChange = (order: ShareOrder, waiting: Waiting): HostChange =>
  permissionChange(order, waiting, false);

function permissionChange(order: ShareOrder, waiting: Waiting, shared: boolean): HostChange {
  const { id, snapshot, at, withAccount, calls } = order;
  const kind = shared ? 'Add' : 'Remove';
  const read = shared ? () => sharedState(order) : () => unsharedState(order);
  return {
    id,
    setting: 'snapshot.permission',
    resource: snapshot,
    wanted: { shared },
    needs: [],
    planned: {
      call: 'ec2:ModifySnapshotAttribute',
      where: { ...at, resource: snapshot },
      parameters: { SnapshotId: snapshot, [`CreateVolumePermission.${kind}`]: withAccount },
      alsoHits: [],
    },
    read,
    apply: async () => {
      const { requestId } = await calls.call('ec2:ModifySnapshotAttribute', {
        SnapshotId: snapshot,
        Attribute: 'createVolumePermission',
        CreateVolumePermission: { [kind]: [{ UserId: withAccount }] },
      });
      await askUntil(waiting, waiting.patience.visibleMs, async () =>
        (await read())['shared'] === shared ? true : undefined,
      );
      return requestId;
    },
  };
}

async function sharedState({ calls, snapshot, withAccount }: ShareOrder): Promise<HostState> {
  const { output } = await calls.call('ec2:DescribeSnapshotAttribute', {
    SnapshotId: snapshot,
    Attribute: 'createVolumePermission',
  });
  const accounts = (output.CreateVolumePermissions ?? []).flatMap(({ UserId }) => UserId ?? []);
  return { shared: accounts.includes(withAccount), accounts: accounts.toSorted() };
}

/** A snapshot that is gone is shared with nobody. */
async function unsharedState(order: ShareOrder): Promise<HostState> {
  try {
    return await sharedState(order);
  } catch (error) {
    if (error instanceof PortError && error.code === 'aws.not-found') return { shared: false };
    throw error;
  }
}
