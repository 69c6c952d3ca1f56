import { arnAt, bucketArn, globalArn, snapshotArn } from '../places.ts';
import type { Places } from '../places.ts';
import { danger } from './danger.ts';
import type { Danger } from './danger.ts';

/** Against evidence and its log, in the forensic account. */
export function dangersTo(places: Places): readonly Danger[] {
  return [
    ...toEvidence(places),
    ...toTheLog(places),
    ...toKeys(places),
    ...toIdentities(places),
    ...toSnapshots(places),
  ];
}

function toEvidence(places: Places): readonly Danger[] {
  const bucket = bucketArn(places, places.vaultBucket);
  const resource = `${bucket}/cases/case/E-0001/0123456789abcdef-image`;
  const record = `${bucket}/retention/case.json`;
  const whole = { 's3:ObjectCreationOperation': 'true' };
  return [
    danger('delete evidence', 's3:DeleteObject', { resource }),
    danger('delete a version of evidence', 's3:DeleteObjectVersion', { resource }),
    danger('put over evidence', 's3:PutObject', { resource, context: whole }),
    danger('lock evidence so that it can be unlocked', 's3:PutObjectRetention', {
      resource,
      context: { 's3:object-lock-mode': 'GOVERNANCE' },
    }),
    danger('take a lock off', 's3:PutObjectRetention', { resource }),
    danger('bypass a lock', 's3:BypassGovernanceRetention', { resource }),
    danger('delete the retention of a case', 's3:DeleteObject', { resource: record }),
    danger('delete a version of the retention of a case', 's3:DeleteObjectVersion', {
      resource: record,
    }),
    ...[
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:PutBucketObjectLockConfiguration',
      's3:PutBucketPolicy',
      's3:PutBucketVersioning',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutReplicationConfiguration',
    ].map((action) => danger(`change the vault (${action})`, action, { resource: bucket })),
  ];
}

function toTheLog(places: Places): readonly Danger[] {
  const resource = arnAt(places, 'dynamodb', `table/${places.tables.entries}`);
  const context = { 'dynamodb:LeadingKeys': ['entries#case'] };
  const others = { 'dynamodb:LeadingKeys': ['others#case'] };
  return [
    danger('change an entry', 'dynamodb:UpdateItem', { resource, context }),
    danger('delete an entry', 'dynamodb:DeleteItem', { resource, context }),
    danger('delete entries in a batch', 'dynamodb:BatchWriteItem', { resource, context }),
    danger('delete entries by PartiQL', 'dynamodb:PartiQLDelete', { resource, context }),
    danger('put what is no entry', 'dynamodb:PutItem', { resource, context: others }),
    danger('put an item without its key', 'dynamodb:PutItem', { resource }),
    danger('delete the log', 'dynamodb:DeleteTable', { resource }),
    danger('let the log be deleted', 'dynamodb:UpdateTable', { resource }),
    danger('let entries expire', 'dynamodb:UpdateTimeToLive', { resource }),
    danger('switch the recovery of the log off', 'dynamodb:UpdateContinuousBackups', { resource }),
  ];
}

function toKeys({ evidenceKey, signingKey, snapshotKey }: Places): readonly Danger[] {
  const keys = [signingKey, evidenceKey, snapshotKey].filter((key) => key !== undefined);
  const actions = [
    'kms:CancelKeyDeletion',
    'kms:CreateAlias',
    'kms:DeleteImportedKeyMaterial',
    'kms:DisableKey',
    'kms:PutKeyPolicy',
    'kms:ScheduleKeyDeletion',
  ];
  const signings = [
    danger('sign a digest of something else', 'kms:Sign', {
      resource: signingKey,
      context: { 'kms:MessageType': 'DIGEST', 'kms:SigningAlgorithm': 'ED25519_PH_SHA_512' },
    }),
  ];
  return [
    ...keys.flatMap((resource) =>
      actions.map((action) => danger(`${action} of ${resource}`, action, { resource })),
    ),
    ...signings,
  ];
}

function toIdentities(places: Places): readonly Danger[] {
  const role = globalArn(places, `role/${places.rolePath}finding-ingestor`);
  const stranger = `arn:${places.partition}:iam::${places.account}:role/administrator`;
  const member = `arn:${places.partition}:iam::${places.member.accounts?.[0] ?? places.account}:role/${places.member.role}`;
  const user = globalArn(places, 'user/somebody');
  return [
    danger('give a role more', 'iam:PutRolePolicy', { resource: role }),
    danger('attach a policy', 'iam:AttachRolePolicy', { resource: role }),
    danger('let others take a role', 'iam:UpdateAssumeRolePolicy', { resource: role }),
    danger('make a key', 'iam:CreateAccessKey', { resource: user }),
    danger('make a user', 'iam:CreateUser', { resource: user }),
    danger('pass a role on', 'iam:PassRole', { resource: role }),
    danger('take another role', 'sts:AssumeRole', {
      resource: stranger,
      context: {
        'sts:ExternalId': places.member.externalId,
        'aws:RequestTag/case': 'case',
        'aws:RequestTag/step': 'triage',
      },
    }),
    danger('enter an account without its external id', 'sts:AssumeRole', {
      resource: member,
      context: { 'aws:RequestTag/case': 'case', 'aws:RequestTag/step': 'triage' },
    }),
    danger('enter an account for no case', 'sts:AssumeRole', {
      resource: member,
      context: { 'sts:ExternalId': places.member.externalId },
    }),
  ];
}

function toSnapshots({ partition, region }: Places): readonly Danger[] {
  const resource = snapshotArn(partition, region, 'snap-0123456789abcdef0');
  const context = { 'aws:ResourceTag/afo:case': 'case' };
  return [
    danger('delete what is of no case', 'ec2:DeleteSnapshot', { resource }),
    danger('unlock a snapshot', 'ec2:UnlockSnapshot', { resource, context }),
    danger('share a snapshot', 'ec2:ModifySnapshotAttribute', {
      resource,
      context: { ...context, 'ec2:Add/userId': ['stranger'] },
    }),
    danger('read blocks of what is of no case', 'ebs:GetSnapshotBlock', { resource }),
  ];
}
