import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib';
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
      retention: retentionOf(retentionDays),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

/** The values of the CDK are the numbers of days themselves. */
function retentionOf(days: number): RetentionDays {
  const found = Object.values(RetentionDays).find((one): one is RetentionDays => one === days);
  if (found === undefined) throw new Error(`CloudWatch keeps no logs for ${days} days`);
  return found;
}
