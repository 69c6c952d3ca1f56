import type { Cloud } from './cloud.ts';
import { filterOf, known, passes, refuse } from './handlers.ts';
import type { Handlers } from './handlers.ts';
import { track } from './reach.ts';

/** Instances, their attributes, tags, interfaces, addresses and profiles. */
export const ec2 = (cloud: Cloud): Handlers => ({
  'ec2:DescribeInstances': ({ InstanceIds = [] }) => ({
    Reservations: InstanceIds.map((id) => ({ Instances: [described(cloud, id)] })),
  }),
  'ec2:DescribeInstanceAttribute': ({ InstanceId = '' }) => {
    const instance = known(cloud.instances[InstanceId], InstanceId);
    return {
      DisableApiTermination: { Value: instance.termination },
      DisableApiStop: { Value: instance.stop },
      InstanceInitiatedShutdownBehavior: { Value: instance.behaviour },
    };
  },
  'ec2:ModifyInstanceAttribute': (input) => {
    const instance = known(cloud.instances[input.InstanceId ?? ''], 'instance');
    if (instance.isSpot && input.BlockDeviceMappings === undefined)
      refuse('aws.unsupported', 'not for spot instances');
    instance.termination = input.DisableApiTermination?.Value ?? instance.termination;
    instance.stop = input.DisableApiStop?.Value ?? instance.stop;
    const behaviour = input.InstanceInitiatedShutdownBehavior?.Value;
    if (behaviour === 'stop' || behaviour === 'terminate') instance.behaviour = behaviour;
    for (const { DeviceName = '', Ebs } of input.BlockDeviceMappings ?? []) {
      known(instance.devices[DeviceName], DeviceName);
      instance.devices[DeviceName] = Ebs?.DeleteOnTermination ?? true;
    }
    return {};
  },
  'ec2:DescribeTags': (input) => ({
    Tags: (filterOf(input, 'resource-id') ?? []).flatMap((id) =>
      Object.entries(cloud.instances[id]?.tags ?? {})
        .filter(([key]) => passes(filterOf(input, 'key'), key))
        .map(([Key, Value]) => ({ ResourceId: id, Key, Value })),
    ),
  }),
  'ec2:CreateTags': ({ Resources = [], Tags = [] }) => {
    for (const id of Resources)
      for (const { Key = '', Value = '' } of Tags) known(cloud.instances[id], id).tags[Key] = Value;
    return {};
  },
  'ec2:DeleteTags': ({ Resources = [], Tags = [] }) => {
    for (const id of Resources) {
      const instance = known(cloud.instances[id], id);
      const gone = new Set(Tags.map(({ Key }) => Key));
      instance.tags = Object.fromEntries(
        Object.entries(instance.tags).filter(([key]) => !gone.has(key)),
      );
    }
    return {};
  },
  ...interfaces(cloud),
  ...addresses(cloud),
  ...profiles(cloud),
});

const described = (cloud: Cloud, id: string) => {
  const { isSpot, devices } = known(cloud.instances[id], id);
  return {
    InstanceId: id,
    RootDeviceType: 'ebs' as const,
    ...(isSpot ? { InstanceLifecycle: 'spot' as const } : {}),
    BlockDeviceMappings: Object.entries(devices).map(([DeviceName, DeleteOnTermination]) => ({
      DeviceName,
      Ebs: { DeleteOnTermination },
    })),
    NetworkInterfaces: Object.keys(cloud.interfaces)
      .filter((eni) => cloud.interfaces[eni]?.instance === id)
      .map((eni) => shown(cloud, eni)),
  };
};

const shown = (cloud: Cloud, id: string) => {
  const eni = known(cloud.interfaces[id], id);
  return {
    NetworkInterfaceId: id,
    VpcId: eni.vpc,
    SubnetId: eni.subnet,
    // In whatever order EC2 likes.
    Groups: [...eni.groups]
      .reverse()
      .map((group) => ({ GroupId: group, GroupName: known(cloud.groups[group], group).name })),
    PrivateIpAddresses: eni.addresses.map((PrivateIpAddress) => ({ PrivateIpAddress })),
    Ipv6Addresses: eni.ipv6.map((Ipv6Address) => ({ Ipv6Address })),
  };
};

const interfaces = (cloud: Cloud): Handlers => ({
  'ec2:DescribeNetworkInterfaces': (input) => ({
    NetworkInterfaces: (input.NetworkInterfaceIds ?? Object.keys(cloud.interfaces))
      .filter((id) => {
        const { instance, subnet } = known(cloud.interfaces[id], id);
        return (
          passes(filterOf(input, 'attachment.instance-id'), instance) &&
          passes(filterOf(input, 'subnet-id'), subnet)
        );
      })
      .map((id) => ({
        ...shown(cloud, id),
        Attachment: { InstanceId: known(cloud.interfaces[id], id).instance },
      })),
  }),
  'ec2:ModifyNetworkInterfaceAttribute': ({ NetworkInterfaceId = '', Groups = [], DryRun }) => {
    const eni = known(cloud.interfaces[NetworkInterfaceId], NetworkInterfaceId);
    if (Groups.length === 0) refuse('aws.refused', 'an interface has one group at least');
    for (const group of Groups)
      if (known(cloud.groups[group], group).vpc !== eni.vpc)
        refuse('aws.refused', 'the group is in another VPC');
    if (DryRun === true) return {};
    eni.groups = [...Groups].sort();
    track(cloud);
    return {};
  },
});

const addresses = (cloud: Cloud): Handlers => ({
  'ec2:DescribeAddresses': (input) => ({
    Addresses: (input.AllocationIds ?? Object.keys(cloud.addresses))
      .map((id) => ({ id, ...known(cloud.addresses[id], id) }))
      .filter(({ eni }) => passes(filterOf(input, 'network-interface-id'), eni ?? ''))
      .map(({ id, eni, address }) => ({
        AllocationId: id,
        ...(eni === null || address === null
          ? {}
          : {
              AssociationId: `eipassoc-${id}`,
              NetworkInterfaceId: eni,
              PrivateIpAddress: address,
            }),
      })),
  }),
  'ec2:DisassociateAddress': ({ AssociationId = '' }) => {
    const held = known(cloud.addresses[AssociationId.replace('eipassoc-', '')], AssociationId);
    if (held.eni === null) refuse('aws.not-found', 'no such association');
    held.eni = null;
    held.address = null;
    return {};
  },
  'ec2:AssociateAddress': ({ AllocationId = '', NetworkInterfaceId, PrivateIpAddress }) => {
    const held = known(cloud.addresses[AllocationId], AllocationId);
    if (held.eni !== null) refuse('aws.conflict', 'the address leads elsewhere');
    held.eni = known(NetworkInterfaceId, 'interface');
    held.address = known(PrivateIpAddress, 'address');
    return {};
  },
});

const profiles = (cloud: Cloud): Handlers => ({
  'ec2:DescribeIamInstanceProfileAssociations': (input) => ({
    IamInstanceProfileAssociations: Object.entries(cloud.instances)
      .filter(([id, { profile }]) => profile !== null && passes(filterOf(input, 'instance-id'), id))
      .map(([InstanceId, { profile }]) => ({
        AssociationId: `iip-${InstanceId}`,
        InstanceId,
        IamInstanceProfile: { Arn: profile ?? '' },
        State: 'associated' as const,
      })),
  }),
  'ec2:DisassociateIamInstanceProfile': ({ AssociationId = '' }) => {
    known(cloud.instances[AssociationId.replace('iip-', '')], AssociationId).profile = null;
    return {};
  },
  'ec2:AssociateIamInstanceProfile': ({ InstanceId = '', IamInstanceProfile }) => {
    const arn = IamInstanceProfile?.Arn ?? '';
    known(cloud.profiles[arn], arn);
    const instance = known(cloud.instances[InstanceId], InstanceId);
    if (instance.profile !== null) refuse('aws.gone', 'it has a profile');
    instance.profile = arn;
    return {};
  },
  'ec2:ReplaceIamInstanceProfileAssociation': ({ AssociationId = '', IamInstanceProfile }) => {
    const arn = IamInstanceProfile?.Arn ?? '';
    known(cloud.profiles[arn], arn);
    known(cloud.instances[AssociationId.replace('iip-', '')], AssociationId).profile = arn;
    return {};
  },
});
