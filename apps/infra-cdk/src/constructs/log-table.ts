import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Attribute } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';

export interface LogTableProps {
  readonly tableName: string;
  readonly sortKey: Attribute;
  readonly removalPolicy: RemovalPolicy;
}

/** A table of the case log: any former state of it can be had back for 35 days, and no call deletes it. */
export class LogTable extends Table {
  constructor(scope: Construct, id: string, props: LogTableProps) {
    super(scope, id, {
      ...props,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      deletionProtection: props.removalPolicy === RemovalPolicy.RETAIN,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    acknowledge(this, {
      'NIST.800.53.R5-DynamoDBInBackupPlan':
        'Point-in-time recovery is on; who keeps longer backups decides so with a plan of their own',
    });
  }
}
