import { Duration } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Attribute } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import { HardenedBucket } from '../constructs/hardened-bucket.ts';
import { LogTable } from '../constructs/log-table.ts';
import { VaultBucket } from '../constructs/vault-bucket.ts';
import { iamArnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { ForensicStack, removalOf } from './forensic-stack.ts';
import type { KeysStack } from './keys-stack.ts';

/** The vault and the case log: what an uninstallation leaves. */
export class StoresStack extends ForensicStack {
  readonly accessLogs: HardenedBucket;
  readonly vault: VaultBucket;
  readonly rejected: HardenedBucket;
  readonly entries: LogTable;
  readonly cases: LogTable;
  readonly tokens: Table;

  constructor(
    scope: Construct,
    id: string,
    { keys, place }: { readonly place: Place; readonly keys: KeysStack },
  ) {
    super(scope, id, { place, description: 'Evidence and the case log', keeps: true });
    const { environment, names } = place;
    this.accessLogs = new HardenedBucket(this, 'AccessLogs', {
      bucketName: names.accessLogBucket,
      lifecycleRules: [{ id: 'old', expiration: Duration.days(environment.logs.retentionDays) }],
    });
    this.vault = new VaultBucket(this, 'Vault', {
      bucketName: names.vaultBucket,
      key: keys.evidence,
      accessLogs: this.accessLogs,
      coldAfterDays: environment.evidence.coldAfterDays,
      custodian: iamArnIn(place, `role/${names.rolePath}custodian`),
    });
    this.rejected = new HardenedBucket(this, 'Rejected', {
      bucketName: names.rejectedBucket,
      key: keys.evidence,
      accessLogs: { bucket: this.accessLogs, prefix: 'rejected/' },
    });
    this.entries = this.#logTable('Entries', names.entriesTable, {
      name: 'n',
      type: AttributeType.NUMBER,
    });
    this.cases = this.#logTable('Cases', names.casesTable, {
      name: 'sk',
      type: AttributeType.STRING,
    });
    this.tokens = this.#tokens(names.tokensTable);
  }

  #logTable(id: string, tableName: string, sortKey: Attribute): LogTable {
    return new LogTable(this, id, { tableName, sortKey, removalPolicy: removalOf(this.place) });
  }

  /** Tokens under which state machines wait: credentials of a few days. */
  #tokens(tableName: string): Table {
    const table = new Table(this, 'Tokens', {
      tableName,
      partitionKey: { name: 'wait', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
    });
    const reason =
      'It holds credentials of waits that are over soon: a copy of them is of no use, and a risk';
    acknowledge(table, {
      'AwsSolutions-DDB3': reason,
      'NIST.800.53.R5-DynamoDBPITREnabled': reason,
      'NIST.800.53.R5-DynamoDBInBackupPlan': reason,
    });
    return table;
  }
}
