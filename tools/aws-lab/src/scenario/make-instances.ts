import { numbered, textIn, textsIn } from './lab-caller.ts';
import type { Parameters, Place } from './lab-caller.ts';
import type { Making } from './making.ts';
import type { Names } from './names.ts';
import type { ScenarioInstance } from './scenario-schema.ts';

/** An instance with its interfaces, addresses, volumes, profile and groups of others. */
export async function makeInstance(making: Making, wanted: ScenarioInstance): Promise<void> {
  const { caller, names } = making;
  const place = making.place(wanted);
  const xml = await caller.query(place, 'ec2:RunInstances', {
    ...(await launch(making, place, wanted)),
    ...tags(wanted),
  });
  const id = names.set(`instance.${wanted.name}`, textIn(xml, 'instanceId'));
  names.set(`interface.${wanted.name}.0`, textIn(xml, 'networkInterfaceId'));
  await nameVolumes(making, place, wanted);
  await addInterfaces(making, place, wanted);
  await addAddresses(making, place, wanted);
  if (wanted.scalingGroup !== undefined)
    await caller.query(place, 'autoscaling:AttachInstances', {
      AutoScalingGroupName: wanted.scalingGroup,
      'InstanceIds.member.1': id,
    });
  for (const target of wanted.targetGroups)
    await caller.query(place, 'elasticloadbalancing:RegisterTargets', {
      TargetGroupArn: names.id(`target-group.${target}`),
      'Targets.member.1.Id': id,
    });
  if (wanted.stopped) await caller.query(place, 'ec2:StopInstances', { 'InstanceId.1': id });
}

async function launch(
  { caller, names }: Making,
  place: Place,
  wanted: ScenarioInstance,
): Promise<Parameters> {
  const [primary] = wanted.interfaces;
  if (primary === undefined) throw new Error('an instance has an interface');
  const image = await caller.query(place, 'ec2:RegisterImage', {
    Name: `lab-${wanted.name}`,
    RootDeviceName: wanted.volumes[0]?.device,
  });
  return {
    ImageId: textIn(image, 'imageId'),
    MinCount: 1,
    MaxCount: 1,
    // Groups of the interface and not of the instance: moto adds those of the instance to whatever an interface has.
    'NetworkInterface.1.DeviceIndex': 0,
    'NetworkInterface.1.SubnetId': names.id(`subnet.${primary.subnet}`),
    ...groups(names, primary, 'NetworkInterface.1.SecurityGroupId'),
    ...numbered(
      'BlockDeviceMapping',
      wanted.volumes.map(({ device, sizeGiB, key }) => ({
        DeviceName: device,
        'Ebs.VolumeSize': sizeGiB,
        'Ebs.DeleteOnTermination': true,
        'Ebs.Encrypted': key === undefined ? undefined : true,
        'Ebs.KmsKeyId': key === undefined ? undefined : names.id(`key.${key}`),
      })),
    ),
    'IamInstanceProfile.Name': wanted.profile,
    UserData:
      wanted.userData === undefined ? undefined : Buffer.from(wanted.userData).toString('base64'),
  };
}

const groups = (
  names: Names,
  wish: ScenarioInstance['interfaces'][number],
  field = 'SecurityGroupId',
): Parameters =>
  Object.fromEntries(
    wish.groups.map((group, at) => [`${field}.${String(at + 1)}`, names.id(`group.${group}`)]),
  );

const tags = ({ name, tags }: ScenarioInstance): Parameters => ({
  'TagSpecification.1.ResourceType': 'instance',
  ...numbered(
    'TagSpecification.1.Tag',
    Object.entries({ Name: name, ...tags }).map(([Key, Value]) => ({ Key, Value })),
  ),
});

async function nameVolumes(
  { caller, names }: Making,
  place: Place,
  wanted: ScenarioInstance,
): Promise<void> {
  const xml = await caller.query(place, 'ec2:DescribeInstances', {
    'InstanceId.1': names.id(`instance.${wanted.name}`),
  });
  const mapping = /<blockDeviceMapping>(.*?)<\/blockDeviceMapping>/s.exec(xml)?.[1] ?? '';
  const devices = textsIn(mapping, 'deviceName');
  const volumes = textsIn(mapping, 'volumeId');
  for (const { device } of wanted.volumes) {
    const volume = volumes[devices.indexOf(device)];
    if (volume === undefined) throw new Error(`the lab made no volume ${device} of ${wanted.name}`);
    names.set(`volume.${wanted.name}.${device}`, volume);
  }
}

async function addInterfaces(
  { caller, names }: Making,
  place: Place,
  wanted: ScenarioInstance,
): Promise<void> {
  for (const [before, wish] of wanted.interfaces.slice(1).entries()) {
    const at = before + 1;
    const xml = await caller.query(place, 'ec2:CreateNetworkInterface', {
      SubnetId: names.id(`subnet.${wish.subnet}`),
      ...groups(names, wish),
    });
    const id = textIn(xml, 'networkInterfaceId');
    names.set(`interface.${wanted.name}.${String(at)}`, id);
    await caller.query(place, 'ec2:AttachNetworkInterface', {
      NetworkInterfaceId: id,
      InstanceId: names.id(`instance.${wanted.name}`),
      DeviceIndex: at,
    });
  }
}

async function addAddresses(
  { caller, names }: Making,
  place: Place,
  wanted: ScenarioInstance,
): Promise<void> {
  for (const [at, wish] of wanted.interfaces.entries()) {
    if (!wish.address) continue;
    const xml = await caller.query(place, 'ec2:AllocateAddress', { Domain: 'vpc' });
    const id = names.set(`address.${wanted.name}.${String(at)}`, textIn(xml, 'allocationId'));
    await caller.query(place, 'ec2:AssociateAddress', {
      AllocationId: id,
      NetworkInterfaceId: names.id(`interface.${wanted.name}.${String(at)}`),
    });
  }
}
