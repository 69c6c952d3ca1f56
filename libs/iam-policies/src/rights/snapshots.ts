import { snapshotArn } from '../places.ts';
import type { Places } from '../places.ts';
import { allow } from '../statement.ts';
import type { Conditions, PolicyStatement } from '../statement.ts';

const ofACase: Conditions = { Null: { 'aws:ResourceTag/afo:case': ['false'] } };

/** A snapshot that is being made has no id yet; one that is read has one, which begins with `snap-`. */
const fresh = ({ partition, region }: Places): string => snapshotArn(partition, region, '*');
const standing = ({ partition, region }: Places): string =>
  snapshotArn(partition, region, 'snap-*');

/** Takes copies of shared snapshots into the forensic account, tagged with their case, and locks them. */
export const snapshotKeeper = (places: Places): readonly PolicyStatement[] => [
  allow('FindSnapshots', {
    actions: ['ec2:DescribeLockedSnapshots', 'ec2:DescribeSnapshots'],
    resources: ['*'],
  }),
  allow('CopyIn', {
    actions: ['ec2:CopySnapshot'],
    resources: [fresh(places)],
    conditions: { Null: { 'aws:RequestTag/afo:case': ['false'] } },
  }),
  allow('CopyFrom', {
    actions: ['ec2:CopySnapshot'],
    resources: [snapshotArn(places.partition, '*', 'snap-*')],
  }),
  allow('TagCopies', {
    actions: ['ec2:CreateTags'],
    resources: [fresh(places)],
    conditions: { StringEquals: { 'ec2:CreateAction': ['CopySnapshot'] } },
  }),
  allow('LockCopies', {
    actions: ['ec2:LockSnapshot'],
    resources: [standing(places)],
    conditions: ofACase,
  }),
  allow('DeleteFailedCopies', {
    actions: ['ec2:DeleteSnapshot'],
    resources: [standing(places)],
    conditions: ofACase,
  }),
  ...snapshotKey(places),
];

/** Reads the blocks of what belongs to a case. */
export const snapshotReader = (places: Places): readonly PolicyStatement[] => [
  allow('ReadBlocks', {
    actions: ['ebs:GetSnapshotBlock', 'ebs:ListChangedBlocks', 'ebs:ListSnapshotBlocks'],
    resources: [standing(places)],
    conditions: ofACase,
  }),
];

const snapshotKey = ({ snapshotKey: key, partition }: Places): readonly PolicyStatement[] => [
  // The key of a shared snapshot lies in its account, whose policy opens it for this one; it is not known here.
  allow('UseSharedKeys', {
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:ReEncryptFrom'],
    resources: [`arn:${partition}:kms:*:*:key/*`],
    conditions: { StringLike: { 'kms:ViaService': ['ec2.*'] } },
  }),
  ...(key === undefined
    ? []
    : [
        allow('EncryptCopies', {
          actions: [
            'kms:Decrypt',
            'kms:DescribeKey',
            'kms:GenerateDataKeyWithoutPlaintext',
            'kms:ReEncryptTo',
          ],
          resources: [key],
        }),
        allow('LetEbsUseKey', {
          actions: ['kms:CreateGrant'],
          resources: [key],
          conditions: { Bool: { 'kms:GrantIsForAWSResource': ['true'] } },
        }),
      ]),
];
