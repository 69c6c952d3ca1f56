import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  InventoryFormat,
  InventoryFrequency,
  InventoryObjectVersion,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { HardenedBucket } from './hardened-bucket.ts';
import { vaultDenials } from './vault-denials.ts';

export interface VaultBucketProps {
  readonly bucketName: string;
  readonly key: IKey;
  readonly accessLogs: IBucket;
  readonly coldAfterDays: number;
  /** ARN of the one role that may take a legal hold off. */
  readonly custodian: string;
}

/**
 * Where evidence is kept. Each object is locked (COMPLIANCE) by whoever makes it, in the act that makes it; the bucket
 * has no lock by default, which would lock what is only staged (docs/adr/0011-s3-objects-are-staged.md). What the
 * roles of the programs cannot do is denied here once more, to everybody in every account.
 */
export class VaultBucket extends HardenedBucket {
  constructor(scope: Construct, id: string, props: VaultBucketProps) {
    const { accessLogs, coldAfterDays, custodian, key } = props;
    super(scope, id, {
      bucketName: props.bucketName,
      key,
      accessLogs: { bucket: accessLogs, prefix: 'vault/' },
      objectLockEnabled: true,
      lifecycleRules: [
        {
          id: 'left-in-staging',
          prefix: 'staging/',
          expiration: Duration.days(8),
          noncurrentVersionExpiration: Duration.days(1),
        },
        {
          id: 'cold',
          prefix: 'cases/',
          transitions: [
            {
              storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(coldAfterDays),
            },
          ],
        },
      ],
      inventories: [
        {
          inventoryId: 'evidence',
          destination: { bucket: accessLogs, prefix: 'inventory' },
          format: InventoryFormat.CSV,
          frequency: InventoryFrequency.WEEKLY,
          includeObjectVersions: InventoryObjectVersion.ALL,
          optionalFields: [
            'Size',
            'LastModifiedDate',
            'ObjectLockMode',
            'ObjectLockRetainUntilDate',
          ],
        },
      ],
    });
    for (const statement of vaultDenials({ bucket: this, key, custodian }))
      this.addToResourcePolicy(statement);
  }
}
