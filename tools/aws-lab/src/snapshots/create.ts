import { ApiError } from '../ebs/api-error.ts';
import type { Operation, Request } from './operation.ts';
import { snapshotMembers } from './describe.ts';
import { tagsOf } from './tags.ts';
import type { LabInstance, LabVolume } from './types.ts';

/** CreateSnapshots: all volumes of an instance at one moment, or those that are not left out. */
export const createSnapshots: Operation = async (request) => {
  const { form, caller, ledger } = request;
  const instance = instanceOf(request);
  const volumes = wanted(request, instance);
  for (const { id } of volumes) mustBeWithinQuota(request, id);
  const begun = volumes.map(({ id, image, kmsKey }) =>
    ledger.begin({
      account: caller.account,
      region: caller.region,
      volume: id,
      of: id,
      image,
      kmsKey,
      description: form.get('Description') ?? '',
      tags: tagsOf(form),
      isCopy: false,
    }),
  );
  const snapshotSet = [];
  for (const { snapshot } of begun) {
    const { status, ...members } = await snapshotMembers(snapshot);
    snapshotSet.push({ ...members, state: status });
  }
  return { members: { snapshotSet }, isLost: begun.some(({ isLost }) => isLost) };
};

function instanceOf({ form, caller, instances }: Request): LabInstance {
  const id = form.group('InstanceSpecification').get('InstanceId');
  const found = instances.find(
    (instance) =>
      instance.id === id &&
      instance.account === caller.account &&
      instance.region === caller.region,
  );
  if (found !== undefined) return found;
  throw new ApiError(400, 'InvalidInstanceID.NotFound', 'The instance ID does not exist.');
}

function wanted({ form }: Request, { volumes }: LabInstance): readonly LabVolume[] {
  const specification = form.group('InstanceSpecification');
  const isBootOut = specification.get('ExcludeBootVolume') === 'true';
  const out = new Set(specification.list('ExcludeDataVolumeId'));
  return volumes.filter(({ id, boot }) => !(isBootOut && boot === true) && !out.has(id));
}

function mustBeWithinQuota({ ledger, caller, quotas }: Request, volume: string): void {
  const pending = ledger
    .in(caller.region)
    .filter((snapshot) => snapshot.volume === volume && snapshot.state === 'pending');
  if (pending.length >= quotas.perVolume)
    throw new ApiError(400, 'ConcurrentSnapshotLimitExceeded', 'Too many snapshots in progress.');
}
