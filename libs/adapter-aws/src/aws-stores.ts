import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Clock, Ports, RejectedEvents } from '@afo/ports';
import { DynamoCaseLog } from './case-log/index.ts';
import type { CaseLogTables } from './case-log/index.ts';
import { clientSettings } from './clients.ts';
import type { AwsConfig } from './clients.ts';
import { allChannels } from './notifier/all-channels.ts';
import { eventBridgeNotifier } from './notifier/event-bridge-notifier.ts';
import { snsNotifier } from './notifier/sns-notifier.ts';
import { RejectedBucket } from './rejected/rejected-bucket.ts';
import { openKmsSigner } from './signer/kms-signer.ts';
import { S3Vault } from './vault/index.ts';

/** What of a forensic account holds the cases; made once when it is deployed. */
export interface AwsStoreNames {
  readonly tables: CaseLogTables;
  /** Tokens under which state machines wait; read by workers only (F-62). */
  readonly tokensTable: string;
  readonly vaultBucket: string;
  readonly rejectedBucket: string;
  /** Id or ARN of the KMS key that signs checkpoints. */
  readonly signingKey: string;
  readonly topicArn: string;
}

export interface AwsStoresConfig extends AwsConfig, AwsStoreNames {
  /** Name under which checkpoints are signed. */
  readonly keyName: string;
  /** KMS key by which evidence is encrypted; that of the bucket unless given. */
  readonly evidenceKey?: string;
  /** Name or ARN of the bus on which systems are told; only people are, unless given. */
  readonly eventBus?: string;
  readonly clock: Clock;
}

export interface AwsStores extends Pick<Ports, 'log' | 'vault' | 'signer' | 'notifier'> {
  readonly rejected: RejectedEvents;
  close(): Promise<void>;
}

/**
 * Opens the stores of a forensic account: log, vault, signer, people, rejections. All of them are looked at: a bucket
 * without Object Lock or a key that cannot sign stops the start.
 * @throws PortError `vault.unavailable`, `signer.unavailable`, `aws.*`
 */
export async function openAwsStores(config: AwsStoresConfig): Promise<AwsStores> {
  const { clock, evidenceKey, eventBus, keyName, rejectedBucket, signingKey, tables, topicArn } =
    config;
  const dynamo = new DynamoDBClient(clientSettings(config));
  const s3 = s3ClientOf(config);
  await using failing = new AsyncDisposableStack();
  failing.defer(() => {
    dynamo.destroy();
    s3.destroy();
  });
  const log = new DynamoCaseLog(dynamo, tables);
  const vault = await S3Vault.open({
    client: s3,
    bucket: config.vaultBucket,
    now: () => clock.now(),
    ...(evidenceKey === undefined ? {} : { kmsKey: evidenceKey }),
  });
  const signer = await openKmsSigner({ ...config, keyId: signingKey, keyName });
  failing.move();
  const notifier = allChannels([
    snsNotifier({ ...config, topicArn }),
    ...(eventBus === undefined ? [] : [eventBridgeNotifier({ ...config, eventBus })]),
  ]);
  const rejected = new RejectedBucket({ ...config, bucket: rejectedBucket });
  return {
    log,
    vault,
    signer,
    notifier,
    rejected,
    async close() {
      await log.close();
      for (const one of [signer, notifier, rejected]) one.close();
      dynamo.destroy();
      s3.destroy();
    },
  };
}

// An endpoint of a lab has no host name for each bucket.
export const s3ClientOf = (config: AwsConfig): S3Client =>
  new S3Client({ ...clientSettings(config), forcePathStyle: config.endpoint !== undefined });
