import { stat } from 'node:fs/promises';
import { ApiError } from '../ebs/api-error.ts';
import type { Form } from './form.ts';
import type { LedgerSnapshot } from './ledger.ts';
import type { Operation, Request } from './operation.ts';
import { tagSet } from './tags.ts';
import type { XmlValue } from './xml.ts';

const GIB = 1_073_741_824;

/** DescribeSnapshots by ids, owners and filters, in pages. What is looked at comes a step nearer to its end. */
export const describeSnapshots: Operation = async (request) => {
  const { form, ledger } = request;
  const found = select(request);
  const from = Number(form.get('NextToken') ?? 0);
  const size = Math.min(request.pageSize, Number(form.get('MaxResults') ?? request.pageSize));
  const page = found.slice(from, from + size);
  const snapshotSet: XmlValue[] = [];
  for (const snapshot of page) {
    await ledger.look(snapshot);
    snapshotSet.push(await snapshotMembers(snapshot));
  }
  const next = from + size;
  return {
    members: { snapshotSet, ...(next < found.length ? { nextToken: String(next) } : {}) },
  };
};

/** A snapshot as the API tells it. */
export async function snapshotMembers(snapshot: LedgerSnapshot) {
  const { size } = await stat(snapshot.image);
  const { id, account, volume, state, fails, kmsKey, startedAt, description } = snapshot;
  return {
    snapshotId: id,
    volumeId: volume,
    status: state,
    ...(state === 'error' ? { statusMessage: fails } : {}),
    startTime: new Date(startedAt).toISOString(),
    progress: state === 'completed' ? '100%' : '50%',
    ownerId: account,
    volumeSize: Math.max(1, Math.ceil(size / GIB)),
    description,
    encrypted: kmsKey !== undefined,
    ...(kmsKey === undefined ? {} : { kmsKeyId: kmsKey }),
    tagSet: tagSet(snapshot),
  };
}

function select({ form, caller, ledger }: Request): readonly LedgerSnapshot[] {
  const ids = form.list('SnapshotId');
  if (ids.length > 0) return ids.map((id) => ledger.visible(id, caller, caller.region));
  const owners = form.list('Owner').map((owner) => (owner === 'self' ? caller.account : owner));
  return ledger
    .in(caller.region)
    .filter(
      ({ account, sharedWith }) => account === caller.account || sharedWith.has(caller.account),
    )
    .filter(({ account }) => owners.length === 0 || owners.includes(account))
    .filter((snapshot) => form.groups('Filter').every((filter) => fits(snapshot, filter)))
    .filter((snapshot) => {
      if (snapshot.hiddenFor <= 0) return true;
      snapshot.hiddenFor -= 1;
      return false;
    });
}

function fits(snapshot: LedgerSnapshot, filter: Form): boolean {
  const name = filter.get('Name') ?? '';
  const value = valueOf(snapshot, name);
  return value !== undefined && filter.list('Value').includes(value);
}

function valueOf(snapshot: LedgerSnapshot, name: string): string | undefined {
  if (name.startsWith('tag:')) return snapshot.tags.get(name.slice('tag:'.length));
  if (name === 'volume-id') return snapshot.volume;
  if (name === 'status') return snapshot.state;
  if (name === 'owner-id') return snapshot.account;
  if (name === 'description') return snapshot.description;
  // To ignore a filter would answer with too much.
  throw new ApiError(400, 'InvalidParameterValue', `The filter '${name}' is invalid`);
}

/** DescribeVolumes by the instance that they are attached to: for tests that have no other emulator. */
export const describeVolumes: Operation = async ({ form, caller, instances }) => {
  const filter = form.groups('Filter').find((one) => one.get('Name') === 'attachment.instance-id');
  const ids = filter?.list('Value') ?? [];
  const here = instances.filter(
    ({ id, account, region }) =>
      account === caller.account && region === caller.region && ids.includes(id),
  );
  const volumeSet: XmlValue[] = here.flatMap((instance) =>
    instance.volumes.map(({ id, kmsKey }) => ({
      volumeId: id,
      encrypted: kmsKey !== undefined,
      ...(kmsKey === undefined ? {} : { kmsKeyId: kmsKey }),
      attachmentSet: [{ volumeId: id, instanceId: instance.id, status: 'attached' }],
    })),
  );
  return Promise.resolve({ members: { volumeSet } });
};
