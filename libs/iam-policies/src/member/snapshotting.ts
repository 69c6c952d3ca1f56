import { memberArn, snapshotArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { allow } from '../statement.ts';
import type { Conditions, PolicyStatement } from '../statement.ts';
import type { MemberStep } from './member-steps.ts';
import { forItsCase, inSteps, ofItsCase } from './session.ts';

/** Takes the set of a host, copies under the shared key, shares with the forensic account and with nobody else. */
export const snapshotting = (member: MemberPlaces): readonly PolicyStatement[] => {
  const { partition, forensicAccount } = member;
  const fresh = snapshotArn(partition, '*', '*');
  const standing = snapshotArn(partition, '*', 'snap-*');
  return [
    allow('SnapshotHosts', {
      actions: ['ec2:CreateSnapshots'],
      resources: [memberArn(member, 'ec2', 'instance/*'), memberArn(member, 'ec2', 'volume/*')],
      conditions: { StringEquals: inSteps('snapshot') },
    }),
    ...making('snapshot', { operation: 'CreateSnapshots', fresh }),
    ...making('acquire-disk', { operation: 'CopySnapshot', fresh }),
    // Of what is copied IAM sees no tags.
    allow('CopyCaseSnapshots', {
      actions: ['ec2:CopySnapshot'],
      resources: [standing],
      conditions: { StringEquals: inSteps('acquire-disk') },
    }),
    allow('ShareWithForensics', {
      actions: ['ec2:ModifySnapshotAttribute'],
      resources: [standing],
      conditions: permission(forensicAccount, 'Add'),
    }),
    allow('UnshareFromForensics', {
      actions: ['ec2:ModifySnapshotAttribute'],
      resources: [standing],
      conditions: permission(forensicAccount, 'Remove'),
    }),
    allow('DeleteIntermediates', {
      actions: ['ec2:DeleteSnapshot'],
      resources: [standing],
      conditions: { StringEquals: { ...inSteps('acquire-disk'), ...ofItsCase } },
    }),
    ...keys(member),
  ];
};

/** A snapshot that is made bears the case of the session from its first moment. */
function making(
  step: MemberStep,
  { operation, fresh }: { readonly operation: string; readonly fresh: string },
): readonly PolicyStatement[] {
  const its = { ...inSteps(step), ...forItsCase };
  return [
    allow(`Make${operation}`, {
      actions: [`ec2:${operation}`],
      resources: [fresh],
      conditions: { StringEquals: its },
    }),
    allow(`Tag${operation}`, {
      actions: ['ec2:CreateTags'],
      resources: [fresh],
      conditions: { StringEquals: { ...its, 'ec2:CreateAction': [operation] } },
    }),
  ];
}

/** Of one kind, for that account, and nothing beside it in the same request. */
const permission = (account: string, kind: 'Add' | 'Remove'): Conditions => {
  const other = kind === 'Add' ? 'Remove' : 'Add';
  return {
    StringEquals: { ...inSteps('acquire-disk'), ...ofItsCase },
    'ForAllValues:StringEquals': { [`ec2:${kind}/userId`]: [account] },
    Null: {
      [`ec2:${kind}/userId`]: ['false'],
      [`ec2:${kind}/group`]: ['true'],
      [`ec2:${other}/userId`]: ['true'],
      [`ec2:${other}/group`]: ['true'],
    },
  };
};

const keys = (member: MemberPlaces): readonly PolicyStatement[] => {
  const { sharedKey } = member;
  if (sharedKey === undefined) return [];
  const step = inSteps('acquire-disk');
  return [
    // The key of a suspect's volume is not known before the case.
    allow('ReadVolumeKeys', {
      actions: ['kms:Decrypt', 'kms:ReEncryptFrom'],
      resources: [memberArn(member, 'kms', 'key/*')],
      conditions: { StringEquals: step, StringLike: { 'kms:ViaService': ['ec2.*'] } },
    }),
    allow('EncryptForSharing', {
      actions: ['kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptTo'],
      resources: [sharedKey],
      conditions: { StringEquals: step },
    }),
    allow('LetEbsUseSharedKey', {
      actions: ['kms:CreateGrant'],
      resources: [sharedKey],
      conditions: { StringEquals: step, Bool: { 'kms:GrantIsForAWSResource': ['true'] } },
    }),
  ];
};
