import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface ProgramLogProps {
  readonly logGroupName: string;
  readonly key: IKey;
  readonly retentionDays: number;
}

/** A log group that stays when its stack goes: it may be asked for after a case. */
export class ProgramLog extends LogGroup {
  constructor(scope: Construct, id: string, { key, logGroupName, retentionDays }: ProgramLogProps) {
    super(scope, id, {
      logGroupName,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // A number of days, as the environment has it; the construct of the CDK wants a name for each.
    const { defaultChild } = this.node;
    if (!(defaultChild instanceof CfnLogGroup))
      throw new Error('a log group is made otherwise now');
    defaultChild.retentionInDays = retentionDays;
  }
}
