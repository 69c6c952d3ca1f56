import { DeleteTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { encrypt, keepBackups } from './make-deployment.ts';
import type { Clients } from './make-deployment.ts';
import type { Breakage } from './breakage.ts';

const keyId = async ({ keys }: Clients, alias: string): Promise<string> =>
  (await keys.send(new DescribeKeyCommand({ KeyId: alias }))).KeyMetadata?.KeyId ?? '';

const keys: readonly Breakage[] = [
  {
    broken: 'the key of evidence, whose deletion is ordered',
    by: async ({ forensic, names }) =>
      forensic.keys.send(
        new ScheduleKeyDeletionCommand({ KeyId: await keyId(forensic, names.evidenceKey) }),
      ),
    missing: { 'key of evidence': /will be deleted at 20.*all under it is lost/ },
  },
  {
    broken: 'the key of checkpoints, which is of another kind',
    by: async ({ forensic, names }) => {
      const made = await forensic.keys.send(
        new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
      );
      const TargetKeyId = made.KeyMetadata?.KeyId;
      await forensic.keys.send(
        new UpdateAliasCommand({ AliasName: names.signingKey, TargetKeyId }),
      );
    },
    missing: { 'key of checkpoints': /ECC_NIST_P256.*not of ECC_NIST_EDWARDS25519/ },
  },
  {
    broken: 'the key of snapshots, which is disabled',
    by: async ({ forensic, names }) =>
      forensic.keys.send(
        new DisableKeyCommand({ KeyId: await keyId(forensic, names.snapshotKey) }),
      ),
    missing: { 'key of snapshots': /is Disabled/ },
  },
  {
    broken: 'the key of logs, which is not there',
    by: ({ forensic, names }) =>
      forensic.keys.send(new DeleteAliasCommand({ AliasName: names.operationsKey })),
    missing: { 'key of logs and messages': /not there/ },
  },
];

const buckets: readonly Breakage[] = [
  {
    broken: 'the vault, which somebody made anew by hand',
    by: async ({ forensic, names }) => {
      await forensic.buckets.send(new DeleteBucketCommand({ Bucket: names.vaultBucket }));
      await forensic.buckets.send(new CreateBucketCommand({ Bucket: names.vaultBucket }));
      await encrypt(forensic.buckets, names.vaultBucket, 'AES256');
    },
    missing: {
      'vault: Object Lock': /not there/,
      'vault: versions': /can be replaced/,
      'vault: encryption': /not under a key/,
      'vault: no public access': /not there/,
    },
  },
  {
    broken: 'the vault, which locks what is only staged',
    by: ({ forensic, names }) =>
      forensic.buckets.send(
        new PutObjectLockConfigurationCommand({
          Bucket: names.vaultBucket,
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
          },
        }),
      ),
    missing: { 'vault: Object Lock': /default retention is set/ },
  },
  {
    broken: 'the bucket of rejected events, which is open',
    by: async ({ forensic, names }) => {
      const Bucket = names.rejectedBucket;
      await forensic.buckets.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: 'Suspended' },
        }),
      );
      await encrypt(forensic.buckets, Bucket, 'AES256');
      await forensic.buckets.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
        }),
      );
    },
    missing: {
      'rejected events: versions': /can be replaced/,
      'rejected events: encryption': /not under a key/,
      'rejected events: no public access': /not blocked in every way/,
    },
  },
];

const unprotect = ({ tables }: Clients, TableName: string) =>
  tables.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));

const tables: readonly Breakage[] = [
  {
    broken: 'the table of entries, which one call can delete',
    by: ({ forensic, names }) => unprotect(forensic, names.entriesTable),
    missing: { 'table of entries': /one call can delete it/ },
  },
  {
    broken: 'the table of cases, which one call can delete',
    by: ({ forensic, names }) => unprotect(forensic, names.casesTable),
    missing: { 'table of cases': /one call can delete it/ },
  },
  {
    broken: 'the backups of both',
    by: async ({ forensic, names }) => {
      await keepBackups(forensic, names.entriesTable, false);
      await keepBackups(forensic, names.casesTable, false);
    },
    missing: {
      'table of entries: recovery': /recovery is off/,
      'table of cases: recovery': /recovery is off/,
    },
  },
  {
    broken: 'the table of tokens, which is not there',
    by: ({ forensic, names }) =>
      forensic.tables.send(new DeleteTableCommand({ TableName: names.tokensTable })),
    missing: { 'table of tokens': /not there/ },
  },
];

/** Keys, buckets, tables. */
export const storeBreakages = [...keys, ...buckets, ...tables];
