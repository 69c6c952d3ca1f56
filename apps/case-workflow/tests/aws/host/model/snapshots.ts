import type { HostCalls } from '@afo/adapter-aws/host';
import type { Cloud } from './cloud.ts';
import type { Handlers } from './handlers.ts';
import { filterOf } from './handlers.ts';

/** Ids as long as those of EC2. */
export const longId = (kind: string, index: number): string =>
  `${kind}-${index.toString(16).padStart(17, '0')}`;

interface Taken {
  readonly SnapshotId: string;
  readonly VolumeId: string;
  readonly Tags: readonly { Key?: string | undefined; Value?: string | undefined }[];
}

/** Calls to a cloud, and beside them the volumes of its instances with the snapshots that are taken of them. */
export function withSnapshots(cloud: Cloud, { call }: HostCalls): HostCalls {
  const handlers = snapshotting(cloud);
  return {
    call: async (operation, input) => {
      const handler = handlers[operation];
      return handler === undefined ? call(operation, input) : { output: handler(input) };
    },
  };
}

function snapshotting(cloud: Cloud): Handlers {
  const taken: Taken[] = [];
  return {
    'ec2:DescribeVolumes': (input) => ({
      Volumes: volumesOf(cloud, filterOf(input, 'attachment.instance-id') ?? []),
    }),
    'ec2:CreateSnapshots': ({ InstanceSpecification, TagSpecifications = [] }) => {
      const Tags = TagSpecifications.flatMap(({ Tags: all = [] }) => all);
      for (const { VolumeId } of volumesOf(cloud, [InstanceSpecification?.InstanceId ?? '']))
        taken.push({ SnapshotId: longId('snap', taken.length), VolumeId, Tags });
      return { Snapshots: [] };
    },
    'ec2:DescribeSnapshots': ({ Filters = [] }) => ({
      Snapshots: taken
        .filter(({ Tags }) =>
          Filters.every(({ Name, Values = [] }) =>
            Tags.some(
              ({ Key = '', Value = '' }) => Name === `tag:${Key}` && Values.includes(Value),
            ),
          ),
        )
        .map(({ Tags, ...snapshot }) => ({
          ...snapshot,
          Tags: [...Tags],
          State: 'completed' as const,
          OwnerId: '111122223333',
          VolumeSize: 8,
          Encrypted: false,
          StartTime: new Date(0),
        })),
    }),
  };
}

const volumesOf = (cloud: Cloud, instances: readonly string[]) =>
  instances.flatMap((id) =>
    Object.keys(cloud.instances[id]?.devices ?? {}).map((_, index) => ({
      VolumeId: longId('vol', index),
    })),
  );
