import { describe, expect, it } from 'vitest';
import { accessOf, judge, policiesOf, tagsIn } from '@afo/iam-policies';
import type { CallFacts, RecordedCall } from '@afo/iam-policies';
import { FORENSIC, MEMBER, PLACES, REGION } from './places.ts';

const call = (
  service: string,
  operation: string,
  parameters: Readonly<Record<string, unknown>> = {},
): RecordedCall => ({
  service,
  operation,
  parameters,
  region: REGION,
  principal: { account: FORENSIC },
});

const facts = (change: Partial<CallFacts> = {}): CallFacts => ({ partition: 'aws', ...change });

/** Action and resource of each right that a call needs. */
const needs = (recorded: RecordedCall, more: Partial<CallFacts> = {}): readonly string[] =>
  accessOf(recorded, facts(more)).map(({ action, resource }) => `${action} ${resource}`);

const OBJECT = 'arn:aws:s3:::vault/cases/1';
const object = { bucket: 'vault', key: 'cases/1' };
const TABLE = `arn:aws:dynamodb:${REGION}:${FORENSIC}:table`;

describe('when a call to S3 is judged', () => {
  it('needs the rights to lock beside that to put, where it locks', () => {
    const lock = {
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-legal-hold': 'ON',
    };

    expect(needs(call('s3', 'PutObject', { ...object, ...lock }))).toEqual([
      `s3:PutObject ${OBJECT}`,
      `s3:PutObjectRetention ${OBJECT}`,
      `s3:PutObjectLegalHold ${OBJECT}`,
    ]);
  });

  it('tells a version from the object that stands there, and a bypass from a plain request', () => {
    const bypass = { 'x-amz-bypass-governance-retention': 'true' };

    expect(needs(call('s3', 'DeleteObject', object))).toEqual([`s3:DeleteObject ${OBJECT}`]);
    expect(needs(call('s3', 'DeleteObject', { ...object, versionId: '1', ...bypass }))).toEqual([
      `s3:DeleteObjectVersion ${OBJECT}`,
      `s3:BypassGovernanceRetention ${OBJECT}`,
    ]);
    expect(needs(call('s3', 'DeleteObjects', { bucket: 'vault' }))).toEqual([
      's3:DeleteObject arn:aws:s3:::vault/*',
    ]);
  });

  it('needs the right to read what a part is copied from, and that of the key which it names', () => {
    const parameters = {
      ...object,
      'x-amz-copy-source': 'vault/staging/1?versionId=2',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
    };
    const key = `arn:aws:kms:${REGION}:${FORENSIC}:key/key-1`;

    expect(needs(call('s3', 'UploadPartCopy', parameters))).toEqual([
      `s3:PutObject ${OBJECT}`,
      's3:GetObjectVersion arn:aws:s3:::vault/staging/1',
      `kms:GenerateDataKey ${key}`,
      `kms:Decrypt ${key}`,
    ]);
  });

  it('is named as IAM names it', () => {
    const bucket = { bucket: 'vault' };
    const named = ['HeadObject', 'ListObjectsV2', 'ListMultipartUploads'] as const;

    expect(named.map((operation) => needs(call('s3', operation, bucket))[0])).toEqual([
      's3:GetObject arn:aws:s3:::vault',
      's3:ListBucket arn:aws:s3:::vault',
      's3:ListBucketMultipartUploads arn:aws:s3:::vault',
    ]);
    expect(needs(call('s3', 'PutBucketLifecycleConfiguration', bucket))).toEqual([
      's3:PutLifecycleConfiguration arn:aws:s3:::vault',
    ]);
  });
});

describe('when a call to DynamoDB is judged', () => {
  const item = (pk: string) => ({ TableName: 'entries', Item: { pk: { S: pk }, n: { N: '0' } } });
  const key = (pk: string) => ({ TableName: 'cases', Key: { pk: { S: pk } } });

  it('F-66 needs the right to every part of a transaction, each with its key', () => {
    const TransactItems = [
      { Put: item('entries#1') },
      { Update: key('news#1') },
      { Delete: key('subject#1') },
      { ConditionCheck: key('month#1') },
    ];

    const needed = accessOf(call('dynamodb', 'TransactWriteItems', { TransactItems }), facts());

    expect(
      needed.map(({ action, resource, context }) => [
        action,
        resource,
        context['dynamodb:LeadingKeys'],
      ]),
    ).toEqual([
      ['dynamodb:PutItem', `${TABLE}/entries`, ['entries#1']],
      ['dynamodb:UpdateItem', `${TABLE}/cases`, ['news#1']],
      ['dynamodb:DeleteItem', `${TABLE}/cases`, ['subject#1']],
      ['dynamodb:ConditionCheckItem', `${TABLE}/cases`, ['month#1']],
    ]);
  });

  it('F-66 knows the key of a batch and of a query, and that a scan has none', () => {
    const batch = { RequestItems: { entries: [{ DeleteRequest: { Key: { pk: { S: 'x' } } } }] } };
    const query = {
      TableName: 'entries',
      KeyConditionExpression: 'pk = :pk AND n >= :n',
      ExpressionAttributeValues: { ':pk': { S: 'entries#1' }, ':n': { N: '0' } },
    };
    const keysOf = (operation: string, parameters: Readonly<Record<string, unknown>>) =>
      accessOf(call('dynamodb', operation, parameters), facts()).map(({ context }) => context);

    expect(keysOf('BatchWriteItem', batch)).toEqual([{ 'dynamodb:LeadingKeys': ['x'] }]);
    expect(keysOf('Query', query)).toEqual([{ 'dynamodb:LeadingKeys': ['entries#1'] }]);
    expect(keysOf('Scan', { TableName: 'entries' })).toEqual([{}]);
  });
});

describe('when a call to EC2 is judged', () => {
  it('judges a dry run as the call that it asks about', () => {
    const move = { NetworkInterfaceId: 'eni-1', SecurityGroupId: ['sg-1'] };
    const rights = needs(call('ec2', 'ModifyNetworkInterfaceAttribute', move));

    expect(rights).toHaveLength(2);
    expect(
      needs(call('ec2', 'ModifyNetworkInterfaceAttribute', { ...move, DryRun: 'true' })),
    ).toEqual(rights);
  });

  const arn = (rest: string): string => `arn:aws:ec2:${REGION}:${FORENSIC}:${rest}`;

  it('needs the right on all that it names and makes, and to tag what it makes', () => {
    const TagSpecification = [
      { ResourceType: 'security-group', Tag: [{ Key: 'afo:case', Value: '1' }] },
    ];

    const needed = accessOf(
      call('ec2', 'CreateSecurityGroup', { VpcId: 'vpc-1', TagSpecification }),
      facts(),
    );

    const tags = { 'aws:TagKeys': ['afo:case'], 'aws:RequestTag/afo:case': '1' };
    expect(needed).toEqual([
      { action: 'ec2:CreateSecurityGroup', resource: arn('security-group/*'), context: tags },
      { action: 'ec2:CreateSecurityGroup', resource: arn('vpc/vpc-1'), context: {} },
      {
        action: 'ec2:CreateTags',
        resource: arn('security-group/*'),
        context: { ...tags, 'ec2:CreateAction': 'CreateSecurityGroup' },
      },
    ]);
  });

  it('passes a role where it gives a profile, and that role is told by the profile', () => {
    const parameters = {
      InstanceId: 'i-1',
      IamInstanceProfile: { Arn: 'arn:aws:iam::1:instance-profile/apps/web' },
    };

    expect(
      needs(call('ec2', 'AssociateIamInstanceProfile', parameters), {
        roleOfProfile: (profile) => `apps/${profile}-role`,
      }),
    ).toEqual([
      `ec2:AssociateIamInstanceProfile ${arn('instance/i-1')}`,
      `iam:PassRole arn:aws:iam::${FORENSIC}:role/apps/web-role`,
    ]);
  });

  it('says to whom a snapshot is shown, and everybody by the group of all', () => {
    const shared = call('ec2', 'ModifySnapshotAttribute', {
      SnapshotId: 'snap-1',
      CreateVolumePermission: { Add: [{ UserId: MEMBER }, { Group: 'all' }] },
    });

    expect(accessOf(shared, facts({ tagsOf: () => ({ 'afo:case': '1' }) }))).toEqual([
      {
        action: 'ec2:ModifySnapshotAttribute',
        resource: `arn:aws:ec2:${REGION}::snapshot/snap-1`,
        context: {
          'aws:ResourceTag/afo:case': '1',
          'ec2:Add/userId': [MEMBER],
          'ec2:Add/group': ['all'],
        },
      },
    ]);
  });

  it('has the tags of what was made or tagged from the record itself', () => {
    const Tag = [{ Key: 'afo:case', Value: '1' }];
    const tagOf = tagsIn([
      {
        ...call('ec2', 'CreateSnapshots', { TagSpecification: [{ Tag }] }),
        made: ['snap-1', 'snap-2'],
      },
      call('ec2', 'CreateTags', { ResourceId: ['i-1', 'snap-2'], Tag: [{ Key: 'x', Value: 'y' }] }),
    ]);

    expect(['snap-1', 'snap-2', 'i-1', 'i-2'].map(tagOf)).toEqual([
      { 'afo:case': '1' },
      { 'afo:case': '1', x: 'y' },
      { x: 'y' },
      {},
    ]);
  });
});

describe('when any other call is judged', () => {
  it.each([
    ['kms', 'Sign', { KeyId: 'k' }, `kms:Sign arn:aws:kms:${REGION}:${FORENSIC}:key/k`],
    ['sns', 'Publish', { TopicArn: 'arn:t' }, 'sns:Publish arn:t'],
    ['states', 'SendTaskSuccess', {}, 'states:SendTaskSuccess *'],
    [
      'sqs',
      'ReceiveMessage',
      { QueueUrl: 'http://127.0.0.1/1/findings' },
      `sqs:ReceiveMessage arn:aws:sqs:${REGION}:${FORENSIC}:findings`,
    ],
    [
      'logs',
      'FilterLogEvents',
      { logGroupName: 'flow' },
      `logs:FilterLogEvents arn:aws:logs:${REGION}:${FORENSIC}:log-group:flow`,
    ],
    [
      'ebs',
      'GetSnapshotBlock',
      { path: '/snapshots/snap-1/blocks/0' },
      `ebs:GetSnapshotBlock arn:aws:ec2:${REGION}::snapshot/snap-1`,
    ],
    [
      'ssm',
      'SendCommand',
      { DocumentName: 'AWS-RunShellScript' },
      `ssm:SendCommand arn:aws:ssm:${REGION}::document/AWS-RunShellScript`,
    ],
    [
      'iam',
      'PutRolePolicy',
      { RoleName: 'web' },
      `iam:PutRolePolicy arn:aws:iam::${FORENSIC}:role/web`,
    ],
  ] as const)(
    'needs the right on what it names: %s %s',
    (...[service, operation, input, right]) => {
      expect(needs(call(service, operation, input))).toEqual([right]);
    },
  );

  it('needs nothing to ask who one is, and two rights to take a role by a tagged session', () => {
    const taken = call('sts', 'AssumeRole', {
      RoleArn: 'arn:role',
      Tags: [{ Key: 'case', Value: '1' }],
      ExternalId: 'agreed',
    });

    expect(needs(call('sts', 'GetCallerIdentity'))).toEqual([]);
    expect(needs(taken)).toEqual(['sts:AssumeRole arn:role', 'sts:TagSession arn:role']);
  });

  it('judges what no table knows on all resources, where no policy of ours allows it', () => {
    const unknown = call('ec2', 'ModifyEverything', { InstanceId: 'i-1' });

    expect(needs(unknown)).toEqual(['ec2:ModifyEverything *']);
    for (const access of accessOf(unknown, facts()))
      expect(judge(policiesOf('acquisition-agent', PLACES), access)).toEqual({ allowed: false });
  });

  it('refuses to judge a call of nobody', () => {
    const nobody = { ...call('ec2', 'DescribeVpcs'), principal: undefined };

    expect(() => accessOf(nobody, facts())).toThrow(/nobody/);
  });
});

describe('when a look at a deployment is judged', () => {
  const arn = (service: string, rest: string): string =>
    `arn:aws:${service}:${REGION}:${FORENSIC}:${rest}`;

  it.each([
    ['monitoring', 'GetMetricStatistics', {}, 'cloudwatch:GetMetricStatistics *'],
    ['ssm', 'GetParameter', { Name: '/a/b' }, `ssm:GetParameter ${arn('ssm', 'parameter/a/b')}`],
    ['ssm', 'GetParameter', { Name: 'a' }, `ssm:GetParameter ${arn('ssm', 'parameter/a')}`],
    ['sqs', 'GetQueueUrl', { QueueName: 'q' }, `sqs:GetQueueUrl ${arn('sqs', 'q')}`],
    [
      'events',
      'DescribeEventBus',
      { Name: 'bus' },
      `events:DescribeEventBus ${arn('events', 'event-bus/bus')}`,
    ],
    [
      'servicequotas',
      'GetServiceQuota',
      { ServiceCode: 'ec2', QuotaCode: 'L-1' },
      `servicequotas:GetServiceQuota ${arn('servicequotas', 'ec2/L-1')}`,
    ],
    [
      'guardduty',
      'GetDetector',
      { path: '/detector/d' },
      `guardduty:GetDetector ${arn('guardduty', 'detector/d')}`,
    ],
    ['guardduty', 'ListDetectors', { path: '/detector' }, 'guardduty:ListDetectors *'],
    [
      's3',
      'GetBucketEncryption',
      { bucket: 'vault' },
      's3:GetEncryptionConfiguration arn:aws:s3:::vault',
    ],
    [
      's3',
      'GetPublicAccessBlock',
      { bucket: 'vault' },
      's3:GetBucketPublicAccessBlock arn:aws:s3:::vault',
    ],
  ])('needs the right that AWS asks for: %s %s', (...row) => {
    const [service, operation, parameters, needed] = row;
    expect(needs(call(service, operation, parameters))).toEqual([needed]);
  });

  it('says by which alias a key is looked at, since the key behind it is in no request', () => {
    expect(accessOf(call('kms', 'DescribeKey', { KeyId: 'alias/evidence' }), facts())).toEqual([
      {
        action: 'kms:DescribeKey',
        resource: arn('kms', 'key/*'),
        context: { 'kms:RequestAlias': 'alias/evidence' },
      },
    ]);
  });
});
