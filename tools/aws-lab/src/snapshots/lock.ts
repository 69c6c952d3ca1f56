import { ApiError } from '../ebs/api-error.ts';
import type { LedgerSnapshot } from './ledger.ts';
import type { Answer, Operation } from './operation.ts';
import type { LabLock } from './types.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 36_500;

/** LockSnapshot. A lock in compliance mode may only be made longer. */
export const lockSnapshot: Operation = ({ form, caller, ledger, now }) => {
  const snapshot = ledger.own(form.get('SnapshotId') ?? '', caller);
  const mode = form.get('LockMode');
  const days = Number(form.get('LockDuration'));
  if ((mode !== 'governance' && mode !== 'compliance') || !(days >= 1 && days <= MOST_DAYS))
    throw new ApiError(400, 'InvalidParameterValue', 'The lock is invalid.');
  const lock: LabLock = { mode, days, createdAt: now };
  const { lock: before } = snapshot;
  if (
    isLocked(snapshot, now) &&
    before?.mode === 'compliance' &&
    (mode !== 'compliance' || endOf(lock) < endOf(before))
  )
    throw locked(snapshot);
  snapshot.lock = lock;
  return Promise.resolve({ members: lockMembers(snapshot, now) });
};

/** UnlockSnapshot: governance mode only. */
export const unlockSnapshot: Operation = ({ form, caller, ledger, now }) => {
  const snapshot = ledger.own(form.get('SnapshotId') ?? '', caller);
  if (isLocked(snapshot, now) && snapshot.lock?.mode === 'compliance') throw locked(snapshot);
  delete snapshot.lock;
  return Promise.resolve({ members: { snapshotId: snapshot.id } });
};

export const describeLockedSnapshots: Operation = ({ form, caller, ledger, now }) => {
  const ids = form.list('SnapshotId');
  const snapshotSet = ledger
    .in(caller.region)
    .filter(({ account, lock }) => account === caller.account && lock !== undefined)
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .map((snapshot) => lockMembers(snapshot, now));
  return Promise.resolve({ members: { snapshotSet } });
};

export const deleteSnapshot: Operation = ({ form, caller, ledger, now }) => {
  const snapshot = ledger.own(form.get('SnapshotId') ?? '', caller);
  if (isLocked(snapshot, now)) throw locked(snapshot);
  ledger.remove(snapshot);
  return Promise.resolve({ members: { return: true } });
};

const endOf = ({ createdAt, days }: LabLock): number => createdAt + days * DAY_MS;

const isLocked = ({ lock }: LedgerSnapshot, now: number): boolean =>
  lock !== undefined && now < endOf(lock);

// AWS documents that it refuses, not with which code.
const locked = ({ id }: LedgerSnapshot): ApiError =>
  new ApiError(400, 'SnapshotLocked', `The snapshot '${id}' is locked.`);

function lockMembers(snapshot: LedgerSnapshot, now: number): Answer['members'] {
  const { id, account, lock } = snapshot;
  if (lock === undefined) return { snapshotId: id };
  return {
    ownerId: account,
    snapshotId: id,
    lockState: isLocked(snapshot, now) ? lock.mode : 'expired',
    lockDuration: lock.days,
    lockCreatedOn: new Date(lock.createdAt).toISOString(),
    lockExpiresOn: new Date(endOf(lock)).toISOString(),
  };
}
