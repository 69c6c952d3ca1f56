import type { CaseId } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { HostChange, HostState } from '@afo/ports';
import type { HostCalls, In } from '../host/host-calls.ts';
import { tagSpecification } from './case-tags.ts';
import type { CaseTags } from './case-tags.ts';
import { askUntil, HANDOVER_PATIENCE, sleepFor } from './patience.ts';
import type { Waiting } from './patience.ts';
import type { Place } from './place.ts';
import { snapshotsTagged } from './snapshot-desk.ts';

export interface SnapshotSet {
  readonly calls: HostCalls;
  readonly at: Place;
  readonly case: CaseId;
  readonly instance: string;
  /** Ids of changes that the log holds as begun or more: before that no set can be this case's. */
  readonly begun: ReadonlySet<string>;
  readonly waiting?: Waiting;
}

/**
 * What the step `snapshot` changes: one set of snapshots of all EBS volumes of an instance, as they are at one moment.
 * Nothing where it has none. Volumes of the instance store are no EBS volumes: no snapshot can be taken of them.
 * @throws PortError `aws.*`
 */
export async function snapshotChanges(set: SnapshotSet): Promise<readonly HostChange[]> {
  const volumes = await volumesOf(set);
  return volumes.length === 0 ? [] : [setChange(set, volumes)];
}

/**
 * CreateSnapshots as an act. It has no token by which AWS would know it again: the set is found by its tags, so that a
 * crash between the call and the log takes no second one (F-09). A set that lacks a volume is not taken, and what
 * bears the tags before the case has begun is somebody else's: it leaves no choice afterwards, and the step fails.
 */
function setChange(set: SnapshotSet, volumes: readonly string[]): HostChange {
  const { calls, at, instance } = set;
  const waiting = set.waiting ?? DEFAULT_WAITING;
  const id = `snapshot/${instance}`;
  let isBegun = set.begun.has(id);
  const read = async () => (isBegun ? await setState(set, volumes) : { taken: false });
  return {
    id,
    setting: 'volume.snapshots',
    resource: instance,
    wanted: { taken: true },
    needs: [],
    once: true,
    planned: {
      call: 'ec2:CreateSnapshots',
      where: { ...at, resource: instance },
      parameters: { InstanceId: instance, ExcludeBootVolume: false, ...listed(volumes) },
      alsoHits: [],
    },
    read,
    apply: async () => {
      isBegun = true;
      const { requestId } = await calls.call('ec2:CreateSnapshots', inputOf(set));
      await askUntil(waiting, waiting.patience.visibleMs, async () =>
        (await read())['taken'] === true ? true : undefined,
      );
      return requestId;
    },
  };
}

/** As many as one parameter of a plan holds. */
const LISTED = 150;

/** `volumes`, and where one parameter cannot hold them, `volumes from 151 on`, … */
function listed(volumes: readonly string[]): Readonly<Record<string, string>> {
  const lists: Record<string, string> = {};
  for (let from = 0; from < volumes.length; from += LISTED)
    lists[from === 0 ? 'volumes' : `volumes from ${from + 1} on`] = volumes
      .slice(from, from + LISTED)
      .join(' ');
  return lists;
}

const DEFAULT_WAITING: Waiting = {
  patience: HANDOVER_PATIENCE,
  sleep: sleepFor,
  signal: new AbortController().signal,
};

const tagsOf = ({ case: caseId, instance }: SnapshotSet): CaseTags => ({
  case: caseId,
  role: 'set',
  origin: instance,
});

const inputOf = (set: SnapshotSet): In<'ec2:CreateSnapshots'> => ({
  InstanceSpecification: { InstanceId: set.instance, ExcludeBootVolume: false },
  Description: `Case ${set.case}: all volumes of ${set.instance}`,
  TagSpecifications: tagSpecification(tagsOf(set)),
});

async function volumesOf({ calls, instance }: SnapshotSet): Promise<readonly string[]> {
  const volumes: string[] = [];
  const input = { Filters: [{ Name: 'attachment.instance-id', Values: [instance] }] };
  for (let token: string | undefined = ''; token !== undefined;) {
    const page: In<'ec2:DescribeVolumes'> = token === '' ? input : { ...input, NextToken: token };
    const { output } = await calls.call('ec2:DescribeVolumes', page);
    volumes.push(...(output.Volumes ?? []).flatMap(({ VolumeId }) => VolumeId ?? []));
    token = output.NextToken === '' ? undefined : output.NextToken;
  }
  return volumes.toSorted();
}

/** Which snapshot there is of which volume. More than one of a volume leaves no choice that could be justified. */
async function setState(set: SnapshotSet, volumes: readonly string[]): Promise<HostState> {
  const byVolume = new Map<string, string>();
  for (const { id, volume } of await snapshotsTagged(set.calls, tagsOf(set))) {
    if (byVolume.has(volume))
      throw new PortError(
        'aws.conflict',
        `more than one snapshot of ${volume} bears the tags of the case`,
      );
    byVolume.set(volume, id);
  }
  return {
    taken: volumes.every((volume) => byVolume.has(volume)),
    ...Object.fromEntries([...byVolume].toSorted(([a], [b]) => a.localeCompare(b))),
  };
}
