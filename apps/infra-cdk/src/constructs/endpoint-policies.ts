import type { EndpointService } from './service-endpoints.ts';

/** What of the stores may be reached from the network. */
export interface OwnStores {
  readonly account: string;
  /** By what sessions of application accounts are known: their organisation, or the accounts one by one. */
  readonly members: Readonly<Record<string, string | readonly string[]>>;
  /** ARNs. */
  readonly buckets: readonly string[];
  readonly tables: readonly string[];
}

export interface EndpointStatement {
  readonly sid: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions: Record<string, Record<string, string | readonly string[]>>;
}

/**
 * What goes through the endpoint of a store: our own buckets and tables, asked by our own account. So a stolen host
 * cannot carry evidence away into a bucket of somebody else.
 */
export function storeStatements(
  store: 's3' | 'dynamodb',
  { account, buckets, tables }: OwnStores,
): readonly EndpointStatement[] {
  const resources =
    store === 's3' ? buckets.flatMap((bucket) => [bucket, `${bucket}/*`]) : [...tables];
  return [
    {
      sid: 'OwnStores',
      actions: [...STORE_ACTIONS[store]],
      resources,
      conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
    },
  ];
}

const STORE_ACTIONS = {
  s3: [
    's3:AbortMultipartUpload',
    's3:DeleteObjectVersion',
    's3:GetBucketObjectLockConfiguration',
    's3:GetBucketVersioning',
    's3:GetObject',
    's3:GetObjectLegalHold',
    's3:GetObjectRetention',
    's3:GetObjectVersion',
    's3:ListBucket',
    's3:PutObject',
    's3:PutObjectLegalHold',
    's3:PutObjectRetention',
  ],
  dynamodb: [
    'dynamodb:BatchGetItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
} as const;

/** The rights of whoever asks are what the roles say; here only that it is asked by our account, or in its name. */
const SERVICE_ACTIONS: Readonly<Record<EndpointService, readonly string[]>> = {
  ebs: ['ebs:GetSnapshotBlock', 'ebs:ListChangedBlocks', 'ebs:ListSnapshotBlocks'],
  ec2: [
    'ec2:CopySnapshot',
    'ec2:CreateTags',
    'ec2:DeleteSnapshot',
    'ec2:DescribeLockedSnapshots',
    'ec2:DescribeSnapshotAttribute',
    'ec2:DescribeSnapshots',
    'ec2:LockSnapshot',
    'ec2:ModifySnapshotAttribute',
  ],
  events: ['events:PutEvents'],
  kms: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'],
  secretsmanager: ['secretsmanager:GetSecretValue'],
  securityhub: ['securityhub:BatchUpdateFindings'],
  sns: ['sns:Publish'],
  states: ['states:SendTaskHeartbeat', 'states:SendTaskSuccess'],
  sts: ['sts:AssumeRole', 'sts:GetCallerIdentity', 'sts:TagSession'],
};

/** Also asked by sessions of application accounts: their snapshots are shared and copied, their findings written on. */
const ENTERED: readonly EndpointService[] = ['ec2', 'kms', 'securityhub'];

/** What goes through the endpoint of a service: what programs do there, asked by our account or one that they entered. */
export const endpointStatements = (
  service: EndpointService,
  { account, members }: Pick<OwnStores, 'account' | 'members'>,
): readonly EndpointStatement[] => [
  {
    sid: 'OurOwn',
    actions: [...SERVICE_ACTIONS[service]],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
  },
  ...(ENTERED.includes(service)
    ? [
        {
          sid: 'Entered',
          actions: [...SERVICE_ACTIONS[service]],
          resources: ['*'],
          conditions: { StringEquals: members },
        },
      ]
    : []),
];
