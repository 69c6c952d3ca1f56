import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { awsError } from '../aws-error.ts';
import { s3ClientOf } from '../aws-stores.ts';
import type { AwsStoreNames } from '../aws-stores.ts';
import { createCaseLogTables } from '../case-log/index.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';
import { givenName } from '../given-name.ts';
import { createTokensTable } from '../task-tokens/tokens-table.ts';
import { createVaultBucket } from '../vault/index.ts';

/**
 * Makes the stores in a lab account, with the settings that the product relies on: tables, a vault with Object Lock, a
 * bucket for rejections, an Ed25519 key, a topic. A real account gets them by its deployment, with policies and keys
 * that a lab has no use for.
 * @throws PortError `aws.*`
 */
export async function makeLabStores(config: AwsConfig, name: string): Promise<AwsStoreNames> {
  const settings = clientSettings(config);
  const clients = {
    dynamo: new DynamoDBClient(settings),
    kms: new KMSClient(settings),
    s3: s3ClientOf(config),
    sns: new SNSClient(settings),
  };
  const names = {
    tables: { entries: `${name}-entries`, cases: `${name}-cases` },
    tokensTable: `${name}-tokens`,
    vaultBucket: `${name}-vault`,
    rejectedBucket: `${name}-rejected`,
  };
  try {
    await createCaseLogTables(clients.dynamo, names.tables);
    await createTokensTable(clients.dynamo, names.tokensTable);
    await createVaultBucket(clients.s3, names.vaultBucket);
    await clients.s3.send(new CreateBucketCommand({ Bucket: names.rejectedBucket }));
    const key = await clients.kms.send(
      new CreateKeyCommand({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' }),
    );
    const topic = await clients.sns.send(new CreateTopicCommand({ Name: name }));
    return {
      ...names,
      signingKey: givenName(key.KeyMetadata?.KeyId),
      topicArn: givenName(topic.TopicArn),
    };
  } catch (error) {
    throw awsError(error, 'making the stores of a lab');
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}
