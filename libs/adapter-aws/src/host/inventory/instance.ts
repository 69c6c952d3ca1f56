import type { InstanceSubject } from '@afo/domain';
import { PortError } from '@afo/ports';
import { z } from 'zod';
import type { HostCalls } from '../host-calls.ts';
import { ask } from './ask.ts';
import type { Asked } from './ask.ts';

const id = z.string().min(1).max(256);
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const interfaceSchema = z
  .object({
    NetworkInterfaceId: id,
    VpcId: id.nullish(),
    SubnetId: id.nullish(),
    Groups: listOf(z.object({ GroupId: id })),
    PrivateIpAddresses: listOf(
      z.object({
        PrivateIpAddress: id.nullish(),
        Association: z.object({ PublicIp: id.nullish() }).nullish(),
      }),
    ),
    Ipv6Addresses: listOf(z.object({ Ipv6Address: id.nullish() })),
  })
  .transform((eni) => ({
    id: eni.NetworkInterfaceId,
    vpc: eni.VpcId ?? undefined,
    subnet: eni.SubnetId ?? undefined,
    groups: eni.Groups.map(({ GroupId }) => GroupId),
    privateAddresses: given(eni.PrivateIpAddresses.map((one) => one.PrivateIpAddress)),
    publicAddresses: given(eni.PrivateIpAddresses.map((one) => one.Association?.PublicIp)),
    ipv6Addresses: given(eni.Ipv6Addresses.map((one) => one.Ipv6Address)),
  }));

const volumeSchema = z
  .object({ DeviceName: z.string().max(256).nullish(), Ebs: z.object({ VolumeId: id }).nullish() })
  .transform(({ DeviceName, Ebs }) =>
    Ebs ? { id: Ebs.VolumeId, device: DeviceName ?? 'a device without a name' } : undefined,
  );

/** What the work on a host rests on, of all that DescribeInstances says; the rest stays in the record. */
const instanceSchema = z
  .object({
    InstanceId: id,
    State: z.object({ Name: z.string().min(1).max(64) }),
    InstanceType: id.nullish(),
    InstanceLifecycle: z.string().max(64).nullish(),
    ImageId: id.nullish(),
    KeyName: z.string().max(256).nullish(),
    Architecture: z.string().max(64).nullish(),
    PlatformDetails: z.string().max(256).nullish(),
    VpcId: id.nullish(),
    RootDeviceType: z.string().max(64).nullish(),
    IamInstanceProfile: z.object({ Arn: z.string().min(1).max(2048) }).nullish(),
    NetworkInterfaces: listOf(interfaceSchema),
    BlockDeviceMappings: listOf(volumeSchema),
  })
  .transform((answer) => ({
    id: answer.InstanceId,
    state: answer.State.Name,
    type: answer.InstanceType ?? undefined,
    isSpot: answer.InstanceLifecycle === 'spot',
    image: answer.ImageId ?? undefined,
    keyName: answer.KeyName ?? undefined,
    architecture: answer.Architecture ?? undefined,
    platform: answer.PlatformDetails ?? undefined,
    vpc: answer.VpcId ?? undefined,
    rootDevice: answer.RootDeviceType ?? undefined,
    profileArn: answer.IamInstanceProfile?.Arn,
    interfaces: answer.NetworkInterfaces,
    volumes: answer.BlockDeviceMappings.filter((volume) => volume !== undefined),
  }));
export type Instance = z.infer<typeof instanceSchema>;
export type Interface = Instance['interfaces'][number];

export interface ReadInstance {
  readonly instance: Instance;
  readonly asked: Asked<'ec2:DescribeInstances'>;
}

/**
 * The subject as EC2 describes it now, in whatever state it is (F-45).
 * @throws PortError `aws.*`; `aws.unavailable` (retryable) where an answer came without the instance, since EC2 says
 * `InvalidInstanceID.NotFound` of one that does not exist
 */
export async function readInstance(
  calls: HostCalls,
  subject: InstanceSubject,
): Promise<ReadInstance> {
  const asked = await ask(calls, ['ec2:DescribeInstances', { InstanceIds: [subject.id] }]);
  if (asked.error !== undefined) throw asked.error;
  const described = asked.answers
    .flatMap(({ Reservations }) => Reservations ?? [])
    .flatMap(({ Instances }) => Instances ?? [])
    .find(({ InstanceId }) => InstanceId === subject.id);
  const parsed = instanceSchema.safeParse(described);
  if (!parsed.success)
    throw new PortError('aws.unavailable', `AWS answered without a description of ${subject.id}`, {
      retryable: true,
    });
  return { instance: parsed.data, asked };
}

/** The name of a profile or role at the end of its ARN, whatever path it has (F-21). */
export const nameOfArn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Its volumes go with it and nobody can hold it: nothing of the host itself can be worked on any more. */
export const isGone = ({ state }: Instance): boolean =>
  state === 'terminated' || state === 'shutting-down';

function given(values: readonly (string | null | undefined)[]): string[] {
  return values.flatMap((value) => value ?? []);
}
