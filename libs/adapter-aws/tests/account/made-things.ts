import { randomUUID } from 'node:crypto';
import {
  DeleteTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, createCaseLogTables } from '../../src/index.ts';
import type { AwsConfig, CaseLogTables } from '../../src/index.ts';
import { createTokensTable } from '../../src/task-tokens/tokens-table.ts';

const PATIENCE = { maxWaitTime: 180, minDelay: 1, maxDelay: 5 };

/** Makes what a suite needs in an account, by names of its own, and takes it away again. */
export class MadeThings {
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly #sns: SNSClient;
  readonly #prefix: string;

  constructor(config: AwsConfig, prefix: string) {
    const settings = clientSettings(config);
    this.dynamo = new DynamoDBClient(settings);
    this.s3 = new S3Client({ ...settings, forcePathStyle: config.endpoint !== undefined });
    this.#sns = new SNSClient(settings);
    this.#prefix = prefix;
  }

  /** Nobody else has it, and everything that is left over can be found by its beginning. */
  name(what: string): string {
    return `${this.#prefix}-${what}-${randomUUID().slice(0, 13)}`;
  }

  async logTables(): Promise<CaseLogTables> {
    const tables = { entries: this.name('entries'), cases: this.name('cases') };
    await createCaseLogTables(this.dynamo, tables);
    return tables;
  }

  async tokensTable(): Promise<string> {
    const table = this.name('tokens');
    await createTokensTable(this.dynamo, table);
    await waitUntilTableExists({ client: this.dynamo, ...PATIENCE }, { TableName: table });
    return table;
  }

  async removeTables(...names: readonly string[]): Promise<void> {
    for (const TableName of names) {
      await this.dynamo.send(
        new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }),
      );
      await waitUntilTableExists({ client: this.dynamo, ...PATIENCE }, { TableName });
      await this.dynamo.send(new DeleteTableCommand({ TableName }));
    }
    for (const TableName of names)
      await waitUntilTableNotExists({ client: this.dynamo, ...PATIENCE }, { TableName });
  }

  async bucket(): Promise<string> {
    const Bucket = this.name('rejected');
    await this.s3.send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  }

  /** What is still under a lock stays, and then this fails: it must be seen. */
  async removeBucket(Bucket: string): Promise<void> {
    const { Versions = [], DeleteMarkers = [] } = await this.s3.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
      await this.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    await this.s3.send(new DeleteBucketCommand({ Bucket }));
  }

  async topic(): Promise<string> {
    const { TopicArn = '' } = await this.#sns.send(
      new CreateTopicCommand({ Name: this.name('topic') }),
    );
    return TopicArn;
  }

  async removeTopic(TopicArn: string): Promise<void> {
    await this.#sns.send(new DeleteTopicCommand({ TopicArn }));
  }

  close(): void {
    for (const client of [this.dynamo, this.s3, this.#sns]) client.destroy();
  }
}
