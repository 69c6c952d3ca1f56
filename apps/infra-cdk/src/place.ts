import { deployedNames } from '@afo/deployment';
import type { DeployedNames, Environment } from '@afo/deployment';
import { Aws } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';

/** What every stack of the forensic account is made from. */
export interface Place {
  readonly environment: Environment;
  readonly names: DeployedNames;
  /** As far as the CDK knows the region; AWS's own word for it at deployment otherwise (F-67). */
  readonly partition: string;
}

export const placeOf = (environment: Environment): Place => ({
  environment,
  names: deployedNames(environment),
  partition: RegionInfo.get(environment.forensic.region).partition ?? Aws.PARTITION,
});

/** The ARN of something of the forensic account, in its region. */
export const arnIn = ({ environment, partition }: Place, service: string, rest: string): string =>
  `arn:${partition}:${service}:${environment.forensic.region}:${environment.forensic.account}:${rest}`;

/** The ARN of something that S3 knows in all regions. */
export const bucketArnIn = ({ partition }: Place, bucket: string): string =>
  `arn:${partition}:s3:::${bucket}`;

/** The ARN of something of IAM, which is in no region. */
export const iamArnIn = ({ environment, partition }: Place, rest: string): string =>
  `arn:${partition}:iam::${environment.forensic.account}:${rest}`;
