import type { Technique } from '@afo/domain';
import { distinct, filterBy } from '../inventory/answered.ts';
import { ask } from '../inventory/ask.ts';
import { isGone } from '../inventory/instance.ts';
import type { Instance } from '../inventory/instance.ts';
import { volumesOf } from '../inventory/storage-answers.ts';
import type { HostCalls } from '../host-calls.ts';
import { impossible, possible, unanswered } from './verdict.ts';

/** Whether the disks can be kept by snapshots, and what snapshots leave out or cannot be handed over as they are. */
export async function snapshotTechniques(
  calls: HostCalls,
  instance: Instance,
): Promise<readonly Technique[]> {
  const { volumes, state } = instance;
  if (isGone(instance))
    return [
      impossible('snapshot', `the instance is ${state}; volumes that outlive it are not attached`),
    ];
  const store = await instanceStoreTechnique(calls, instance);
  if (volumes.length === 0) return [impossible('snapshot', 'no EBS volume is attached'), ...store];
  return [
    possible('snapshot', `EBS volumes: ${volumes.map(({ id }) => id).join(', ')}`),
    await keyTechnique(
      calls,
      volumes.map(({ id }) => id),
    ),
    ...store,
  ];
}

/** Disks in the machine itself: no snapshot holds them, and they are lost when the host is stopped. */
async function instanceStoreTechnique(
  calls: HostCalls,
  { type }: Instance,
): Promise<readonly Technique[]> {
  const technique = 'snapshot/instance-store';
  if (type === undefined) return [impossible(technique, 'not known: the host has no known type')];
  const asked = await ask(calls, ['ec2:DescribeInstanceTypes', filterBy('instance-type', [type])]);
  const open = unanswered(technique, asked);
  if (open !== undefined) return [open];
  const described = asked.answers
    .flatMap(({ InstanceTypes }) => InstanceTypes ?? [])
    .find(({ InstanceType }) => InstanceType === type);
  if (described === undefined)
    return [impossible(technique, `not known: EC2 did not describe the type ${type}`)];
  if (described.InstanceStorageSupported !== true) return [];
  const size = described.InstanceStorageInfo?.TotalSizeInGB;
  const disks = size === undefined ? 'disks' : `disks of ${size} GB`;
  return [impossible(technique, `the machine has ${disks} of its own, which no snapshot holds`)];
}

/** The key that AWS manages cannot be shared: such snapshots are copied under a key of ours first. */
async function keyTechnique(calls: HostCalls, ids: readonly string[]): Promise<Technique> {
  const technique = 'snapshot/kms';
  const volumes = await volumesOf(calls, ids);
  const open = unanswered(technique, volumes);
  if (open !== undefined) return open;
  const keys = distinct(
    volumes.answers
      .flatMap(({ Volumes }) => Volumes ?? [])
      .flatMap(({ Encrypted, KmsKeyId }) => (Encrypted === true ? (KmsKeyId ?? '') : [])),
  );
  const managed: string[] = [];
  for (const KeyId of keys) {
    const key = await ask(calls, ['kms:DescribeKey', { KeyId }]);
    const unknown = unanswered(technique, key);
    if (unknown !== undefined) return unknown;
    if (key.answers.some(({ KeyMetadata }) => KeyMetadata?.KeyManager !== 'CUSTOMER'))
      managed.push(KeyId);
  }
  if (keys.length === 0) return possible(technique, 'no volume is encrypted');
  if (managed.length > 0)
    return impossible(
      technique,
      `${managed.join(', ')} is managed by AWS and cannot be shared: copied under a key of our own first`,
    );
  return possible(technique, `${keys.join(', ')} can be shared where the key's policy allows it`);
}
