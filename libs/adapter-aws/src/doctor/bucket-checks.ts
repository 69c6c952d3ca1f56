import type { DeployedNames } from '@afo/deployment';
import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { always } from '../whole-answer.ts';
import { soundUnless } from './check.ts';
import type { Check } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

type Buckets = Pick<DoctorClients, 'buckets'>;

/** The vault, and the bucket of events that were not understood. */
export const bucketChecks = (names: DeployedNames, clients: Buckets): readonly Check[] => [
  lockCheck(names.vaultBucket, clients),
  ...protectionChecks('vault', names.vaultBucket, clients),
  ...protectionChecks('rejected events', names.rejectedBucket, clients),
];

/**
 * Each object is locked by the act that makes it. A default of the bucket would lock what is only staged, for as long
 * as the default says (docs/adr/0011-s3-objects-are-staged.md).
 */
const lockCheck = (bucket: string, { buckets }: Buckets): Check => ({
  what: 'vault: Object Lock',
  advice: 'deploy the stack of stores again; take a default retention out of the bucket',
  look: async () => {
    const { ObjectLockConfiguration } = await buckets.send(
      new GetObjectLockConfigurationCommand({ Bucket: bucket }),
    );
    const lock = always(ObjectLockConfiguration, 'looking at Object Lock');
    return soundUnless('on, without a default retention', [
      lock.ObjectLockEnabled !== 'Enabled' && 'off: nothing in it is safe from deletion',
      lock.Rule?.DefaultRetention !== undefined &&
        'a default retention is set, and locks what is only staged',
    ]);
  },
});

const protectionChecks = (what: string, bucket: string, { buckets }: Buckets): readonly Check[] => [
  {
    what: `${what}: versions`,
    advice: 'deploy the stack of stores again',
    look: async () => {
      const { Status } = await buckets.send(new GetBucketVersioningCommand({ Bucket: bucket }));
      return soundUnless('kept', [Status !== 'Enabled' && 'not kept: an object can be replaced']);
    },
  },
  {
    what: `${what}: encryption`,
    advice: 'deploy the stack of stores again',
    look: async () => {
      const { ServerSideEncryptionConfiguration: set } = await buckets.send(
        new GetBucketEncryptionCommand({ Bucket: bucket }),
      );
      const algorithms = always(set?.Rules, 'looking at encryption').map(
        ({ ApplyServerSideEncryptionByDefault: by }) => by?.SSEAlgorithm,
      );
      return soundUnless('under a key of KMS', [
        !algorithms.some((algorithm) => algorithm === 'aws:kms') &&
          'not under a key of the account',
      ]);
    },
  },
  {
    what: `${what}: no public access`,
    advice: 'deploy the stack of stores again',
    look: async () => {
      const { PublicAccessBlockConfiguration } = await buckets.send(
        new GetPublicAccessBlockCommand({ Bucket: bucket }),
      );
      const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
        always(PublicAccessBlockConfiguration, 'looking at public access');
      const all = [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets];
      return soundUnless('blocked', [
        !all.every((on) => on === true) && 'public access is not blocked in every way',
      ]);
    },
  },
];
