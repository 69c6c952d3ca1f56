import { Aws, CfnDeletionPolicy } from 'aws-cdk-lib';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface SharedKeyProps {
  /** Without `alias/`. */
  readonly alias: string;
  readonly forensicAccount: string;
  /** ARN of the one role of the forensic account that reads what this key encrypts. */
  readonly readerArn: string;
  readonly memberRoleArn: string;
}

/**
 * The key of an application account under which snapshots are copied that cannot be shared under their own. One
 * role of the forensic account may read what it encrypts. It stays when its stack goes: copies may still need it.
 */
export class SharedKey extends Construct {
  readonly key: CfnKey;
  readonly alias: CfnAlias;

  constructor(scope: Construct, id: string, props: SharedKeyProps) {
    super(scope, id);
    this.key = new CfnKey(this, 'Key', {
      description: 'Forensics: snapshots on their way to the forensic account',
      enableKeyRotation: true,
      pendingWindowInDays: 30,
      keyPolicy: { Version: '2012-10-17', Statement: statements(props) },
    });
    this.key.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    this.key.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    this.alias = new CfnAlias(this, 'Alias', {
      aliasName: `alias/${props.alias}`,
      targetKeyId: this.key.ref,
    });
  }
}

const statements = (props: SharedKeyProps): readonly object[] => [
  {
    // Nothing is allowed by this but what IAM allows as well; a key without it can be administered by nobody.
    Sid: 'LetIamDecide',
    Effect: 'Allow',
    Principal: { AWS: accountRoot(Aws.ACCOUNT_ID) },
    Action: 'kms:*',
    Resource: '*',
  },
  {
    Sid: 'NobodyEndsItInASession',
    Effect: 'Deny',
    Principal: { AWS: props.memberRoleArn },
    Action: ['kms:DisableKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
    Resource: '*',
  },
  {
    Sid: 'ReaderReads',
    ...readerOf(props),
    Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:ReEncryptFrom'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalArn': props.readerArn } },
  },
  {
    Sid: 'ReaderGrantsToEbs',
    ...readerOf(props),
    Action: 'kms:CreateGrant',
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:PrincipalArn': props.readerArn },
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    },
  },
];

/** KMS refuses a principal that is not there yet; its account always is, and the condition names the role. */
const readerOf = ({ forensicAccount }: SharedKeyProps): object => ({
  Effect: 'Allow',
  Principal: { AWS: accountRoot(forensicAccount) },
});

const accountRoot = (account: string): string => `arn:${Aws.PARTITION}:iam::${account}:root`;
