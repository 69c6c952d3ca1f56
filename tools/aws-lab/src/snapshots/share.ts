import { ApiError } from '../ebs/api-error.ts';
import type { Operation } from './operation.ts';

/** ModifySnapshotAttribute: gives accounts the right to make volumes and copies, or takes it away. */
export const modifySnapshotAttribute: Operation = async ({ form, caller, ledger }) => {
  const snapshot = ledger.own(form.get('SnapshotId') ?? '', caller);
  const permission = form.group('CreateVolumePermission');
  const users = (kind: 'Add' | 'Remove'): readonly string[] => [
    ...permission.groups(kind).flatMap((member) => member.get('UserId') ?? []),
    ...(form.get('OperationType') === kind.toLowerCase() ? form.list('UserId') : []),
  ];
  const added = users('Add');
  const key =
    snapshot.kmsKey === undefined ? undefined : ledger.keyOf(snapshot.kmsKey, snapshot.region);
  if (added.length > 0 && key?.manager === 'AWS')
    throw new ApiError(
      400,
      'OperationNotPermitted',
      'Encrypted snapshots with EBS default key cannot be shared',
    );
  for (const user of added) snapshot.sharedWith.add(user);
  for (const user of users('Remove')) snapshot.sharedWith.delete(user);
  await ledger.publish(snapshot);
  return { members: { return: true } };
};

export const describeSnapshotAttribute: Operation = ({ form, caller, ledger }) => {
  const { id, sharedWith } = ledger.own(form.get('SnapshotId') ?? '', caller);
  const createVolumePermission = [...sharedWith].map((userId) => ({ userId }));
  return Promise.resolve({ members: { snapshotId: id, createVolumePermission } });
};
