import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { arnIn, bucketArnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { acknowledge } from '../checks/acknowledge.ts';
import type { HardenedBucket } from './hardened-bucket.ts';

/**
 * Who touched evidence, the case log, or a block of a snapshot: data events, which no other trail has unless it is
 * asked. Management events are those of the organisation's own trail.
 */
export class EvidenceTrail extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { bucket, place }: { readonly place: Place; readonly bucket: HardenedBucket },
  ) {
    super(scope, id);
    const name = `${place.names.prefix}-evidence`;
    this.#letIn(bucket, arnIn(place, 'cloudtrail', `trail/${name}`));
    const trail = new CfnTrail(this, 'Trail', {
      trailName: name,
      s3BucketName: bucket.bucketName,
      isLogging: true,
      enableLogFileValidation: true,
      includeGlobalServiceEvents: false,
      isMultiRegionTrail: false,
      advancedEventSelectors: [
        selector('Evidence', 'AWS::S3::Object', [
          `${bucketArnIn(place, place.names.vaultBucket)}/`,
        ]),
        selector('Case log', 'AWS::DynamoDB::Table', [
          arnIn(place, 'dynamodb', `table/${place.names.entriesTable}`),
        ]),
        selector('Blocks of snapshots', 'AWS::EC2::Snapshot', []),
      ],
    });
    trail.node.addDependency(bucket);
    const reason = 'Its bucket keeps it as long as other logs; alarms read metrics, and no trail';
    acknowledge(trail, {
      'NIST.800.53.R5-CloudTrailCloudWatchLogsEnabled': reason,
      'NIST.800.53.R5-CloudTrailEncryptionEnabled':
        'The bucket encrypts by keys of S3, as deliveries demand',
    });
  }

  /** CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail". */
  #letIn(bucket: HardenedBucket, trail: string): void {
    const conditions = { StringEquals: { 'aws:SourceArn': trail } };
    const principals = [new ServicePrincipal('cloudtrail')];
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TrailLooks',
        principals,
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions,
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TrailWrites',
        principals,
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('AWSLogs/*')],
        conditions: {
          StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      }),
    );
  }
}

const selector = (name: string, type: string, arns: readonly string[]) => ({
  name,
  fieldSelectors: [
    { field: 'eventCategory', equalTo: ['Data'] },
    { field: 'resources.type', equalTo: [type] },
    ...(arns.length === 0 ? [] : [{ field: 'resources.ARN', startsWith: [...arns] }]),
  ],
});
