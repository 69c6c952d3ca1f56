import { PortError } from '@afo/ports';
import { everyPage } from '../every-page.ts';
import type { HostCalls, Out } from '../host-calls.ts';
import { nextToken } from '../inventory/pages.ts';
import { found } from '../settings/setting.ts';

type Described = NonNullable<
  NonNullable<Out<'ec2:DescribeInstances'>['Reservations']>[number]['Instances']
>[number];

/** An interface of a host, and the VPC in which its groups live. */
export interface HostInterface {
  readonly id: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly hasIpv6: boolean;
}

/** What the changes of a host rest on. */
export interface InstanceFacts {
  readonly id: string;
  /** Spot instances can be protected neither from termination nor from a stop. */
  readonly isSpot: boolean;
  /** Only a host whose root volume is on EBS can be stopped. */
  readonly canStop: boolean;
  /** Devices of its EBS volumes. */
  readonly devices: readonly string[];
  readonly interfaces: readonly HostInterface[];
  readonly addresses: readonly string[];
}

/**
 * The host as EC2 describes it now, with every interface that either of two questions names (F-25).
 * @throws PortError `aws.*`; `aws.unavailable` where EC2 names no interface at all
 */
export async function instanceFacts(calls: HostCalls, id: string): Promise<InstanceFacts> {
  const { output } = await calls.call('ec2:DescribeInstances', { InstanceIds: [id] });
  const described = found(output.Reservations?.[0]?.Instances?.[0], id);
  const interfaces = await interfacesOf(calls, id, described);
  return {
    id,
    isSpot: described.InstanceLifecycle === 'spot',
    canStop: described.RootDeviceType !== 'instance-store',
    devices: (described.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
      DeviceName === undefined || Ebs === undefined ? [] : [DeviceName],
    ),
    interfaces: interfaces.map(({ addresses: _, ...eni }) => eni),
    addresses: [...new Set(interfaces.flatMap(({ addresses }) => addresses))].sort(),
  };
}

async function interfacesOf(calls: HostCalls, id: string, described: Described) {
  const pages = await everyPage(
    calls,
    [
      'ec2:DescribeNetworkInterfaces',
      { Filters: [{ Name: 'attachment.instance-id', Values: [id] }] },
    ],
    nextToken,
  );
  const all = [
    ...(described.NetworkInterfaces ?? []),
    ...pages.flatMap(({ NetworkInterfaces }) => NetworkInterfaces ?? []),
  ];
  if (all.length === 0)
    throw new PortError('aws.unavailable', `EC2 names no interface of ${id}`, { retryable: true });
  const ids = [...new Set(all.map((eni) => found(eni.NetworkInterfaceId, `interface of ${id}`)))];
  return ids.sort().map((eni) => {
    const answers = all.filter((one) => one.NetworkInterfaceId === eni);
    return {
      id: eni,
      vpc: found(answers.find(({ VpcId }) => VpcId !== undefined)?.VpcId, `VPC of ${eni}`),
      // Every interface is in a subnet; a fixed word keeps one that EC2 does not say from joining others.
      subnet:
        answers.find(({ SubnetId }) => SubnetId !== undefined)?.SubnetId ?? `the subnet of ${eni}`,
      hasIpv6: answers.some(({ Ipv6Addresses }) => (Ipv6Addresses ?? []).length > 0),
      addresses: answers.flatMap(({ PrivateIpAddresses, Ipv6Addresses }) => [
        ...(PrivateIpAddresses ?? []).flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []),
        ...(Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
      ]),
    };
  });
}

/** Allocations of the elastic IPs that lead to these interfaces. */
export async function elasticAddresses(
  calls: HostCalls,
  interfaces: readonly HostInterface[],
): Promise<readonly string[]> {
  const { output } = await calls.call('ec2:DescribeAddresses', {
    Filters: [{ Name: 'network-interface-id', Values: interfaces.map(({ id }) => id) }],
  });
  return (output.Addresses ?? []).flatMap(({ AllocationId }) => AllocationId ?? []).sort();
}
