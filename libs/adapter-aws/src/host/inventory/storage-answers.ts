import type { HostCalls } from '../host-calls.ts';
import { filterBy } from './answered.ts';
import type { Answered } from './answered.ts';
import { ask } from './ask.ts';
import type { Asked } from './ask.ts';
import type { Instance } from './instance.ts';
import { nextToken } from './pages.ts';

/** The volumes that are attached, and the snapshots of them that their account has. */
export async function* storageAnswers(
  calls: HostCalls,
  instance: Instance,
): AsyncGenerator<Answered> {
  const ids = instance.volumes.map(({ id }) => id);
  if (ids.length === 0) return;
  yield { resource: instance.id, asked: await volumesOf(calls, ids) };
  yield { resource: instance.id, asked: await snapshotsOf(calls, ids) };
}

export const volumesOf = (
  calls: HostCalls,
  ids: readonly string[],
): Promise<Asked<'ec2:DescribeVolumes'>> =>
  ask(calls, ['ec2:DescribeVolumes', { VolumeIds: [...ids] }], {
    next: nextToken,
    expected: { ids, found: ({ Volumes }) => (Volumes ?? []).map(({ VolumeId }) => VolumeId) },
  });

const snapshotsOf = (calls: HostCalls, ids: readonly string[]) =>
  ask(calls, ['ec2:DescribeSnapshots', { OwnerIds: ['self'], ...filterBy('volume-id', ids) }], {
    next: nextToken,
  });
