import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { EC2Client, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateDetectorCommand, GuardDutyClient } from '@aws-sdk/client-guardduty';
import { CreateInstanceProfileCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { KeySpec } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateActionTargetCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { customActions, deployedNames, jobMetrics } from '@afo/deployment';
import type { DeployedNames, Environment } from '@afo/deployment';
import { memberTrustPolicy } from '@afo/iam-policies';
import type { clientSettings } from '../../src/index.ts';

type Settings = ReturnType<typeof clientSettings>;

/** Clients of one account, in the region of the tests. */
export const clientsOf = (settings: Settings) => ({
  buckets: new S3Client({ ...settings, forcePathStyle: true }),
  ec2: new EC2Client(settings),
  events: new EventBridgeClient(settings),
  guardDuty: new GuardDutyClient(settings),
  hub: new SecurityHubClient(settings),
  iam: new IAMClient(settings),
  keys: new KMSClient(settings),
  metrics: new CloudWatchClient(settings),
  parameters: new SSMClient(settings),
  queues: new SQSClient(settings),
  secrets: new SecretsManagerClient(settings),
  states: new SFNClient(settings),
  tables: new DynamoDBClient(settings),
  topics: new SNSClient(settings),
});
export type Clients = ReturnType<typeof clientsOf>;

/** Makes what the stacks of the forensic account make, as far as it is looked at. */
export async function makeForensicAccount(clients: Clients, environment: Environment) {
  const names = deployedNames(environment);
  await makeKeys(clients, names);
  await Promise.all([
    bootstrap(clients),
    makeBucket(clients, names.vaultBucket, true),
    makeBucket(clients, names.rejectedBucket, false),
    ...[names.entriesTable, names.casesTable].map((name) => makeTable(clients, name, true)),
    makeTable(clients, names.tokensTable, false),
    makeIntake(clients, environment, names),
    makeWorkflow(clients, environment, names),
  ]);
}

export const bootstrap = ({ parameters }: Clients, version = '29') =>
  parameters.send(
    new PutParameterCommand({
      Name: '/cdk-bootstrap/hnb659fds/version',
      Value: version,
      Type: 'String',
      Overwrite: true,
    }),
  );

async function makeKeys({ keys }: Clients, names: DeployedNames): Promise<void> {
  const wanted: readonly (readonly [string, KeySpec])[] = [
    [names.evidenceKey, 'SYMMETRIC_DEFAULT'],
    [names.snapshotKey, 'SYMMETRIC_DEFAULT'],
    [names.operationsKey, 'SYMMETRIC_DEFAULT'],
    [names.signingKey, 'ECC_NIST_EDWARDS25519'],
  ];
  for (const [AliasName, KeySpec] of wanted) {
    const KeyUsage = KeySpec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY';
    const { KeyMetadata } = await keys.send(new CreateKeyCommand({ KeySpec, KeyUsage }));
    await keys.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }));
  }
}

export async function makeBucket({ buckets }: Clients, Bucket: string, isVault: boolean) {
  await buckets.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: isVault }));
  await buckets.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await encrypt(buckets, Bucket, 'aws:kms');
  const on = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  await buckets.send(
    new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: on }),
  );
}

export const encrypt = (buckets: S3Client, Bucket: string, SSEAlgorithm: 'aws:kms' | 'AES256') =>
  buckets.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }],
      },
    }),
  );

async function makeTable({ tables }: Clients, TableName: string, isLog: boolean): Promise<void> {
  await tables.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      DeletionProtectionEnabled: isLog,
    }),
  );
  if (isLog) await keepBackups({ tables }, TableName, true);
}

export const keepBackups = (
  { tables }: Pick<Clients, 'tables'>,
  TableName: string,
  PointInTimeRecoveryEnabled: boolean,
) =>
  tables.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
    }),
  );

async function makeIntake(
  { events, queues, topics }: Clients,
  { forensic, notifications }: Environment,
  names: DeployedNames,
): Promise<void> {
  await events.send(new CreateEventBusCommand({ Name: names.bus }));
  await queues.send(new CreateQueueCommand({ QueueName: names.findingsDeadLetters }));
  const dead = `arn:aws:sqs:${forensic.region}:${forensic.account}:${names.findingsDeadLetters}`;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 5 });
  await queues.send(
    new CreateQueueCommand({ QueueName: names.findingsQueue, Attributes: { RedrivePolicy } }),
  );
  const { TopicArn } = await topics.send(new CreateTopicCommand({ Name: names.topic }));
  for (const Endpoint of notifications.emails)
    await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint }));
}

async function makeWorkflow(clients: Clients, environment: Environment, names: DeployedNames) {
  const { parameters, secrets, states } = clients;
  await states.send(
    new CreateStateMachineCommand({
      name: names.stateMachine,
      roleArn: `arn:aws:iam::${environment.forensic.account}:role/lab`,
      definition: JSON.stringify({ StartAt: 'end', States: { end: { Type: 'Succeed' } } }),
    }),
  );
  await secrets.send(
    new CreateSecretCommand({ Name: names.queueSecret, SecretString: 'not a real one' }),
  );
  await countJobs(clients, names);
  const image = await imageFor(clients, 'arm64');
  await parameters.send(
    new PutParameterCommand({ Name: names.imageParameter, Value: image, Type: 'String' }),
  );
}

export const countJobs = ({ metrics }: Clients, names: DeployedNames) =>
  metrics.send(
    new PutMetricDataCommand({
      Namespace: jobMetrics.namespace,
      MetricData: [
        {
          MetricName: jobMetrics.waiting,
          Dimensions: [{ Name: jobMetrics.dimension, Value: names.jobCounter }],
          Value: 2,
          Timestamp: new Date(Date.now() - 60_000),
        },
      ],
    }),
  );

/** One of those that the emulator has from the start: it forgets the architecture of one that is registered. */
export async function imageFor({ ec2 }: Clients, architecture: 'arm64' | 'x86_64') {
  const { Images } = await ec2.send(
    new DescribeImagesCommand({ Filters: [{ Name: 'architecture', Values: [architecture] }] }),
  );
  return Images?.[0]?.ImageId ?? '';
}

/** Of the account that gathers findings, to the bus. */
export const RULE = 'custom-actions';

/** Makes what the stack of the Security Hub account makes, and what its people have enabled. */
export async function makeFindingsAccount(clients: Clients, bus: string): Promise<void> {
  await bootstrap(clients);
  await clients.hub.send(new EnableSecurityHubCommand({}));
  for (const { id, name, description } of customActions)
    await clients.hub.send(
      new CreateActionTargetCommand({ Id: id, Name: name, Description: description }),
    );
  await clients.guardDuty.send(new CreateDetectorCommand({ Enable: true }));
  await clients.events.send(
    new PutRuleCommand({
      Name: RULE,
      EventPattern: JSON.stringify({ source: ['aws.securityhub'] }),
    }),
  );
  await clients.events.send(
    new PutTargetsCommand({
      Rule: RULE,
      Targets: [{ Id: 'bus', Arn: bus, RoleArn: 'arn:aws:iam::111122223333:role/lab' }],
    }),
  );
}

/** Makes the role and the profile of an application account; who can take the role is the gateway's to know. */
export async function makeApplicationAccount(
  { iam }: Clients,
  { applications, forensic }: Environment,
  account: string,
): Promise<void> {
  const trust = memberTrustPolicy({
    partition: 'aws',
    account,
    forensicAccount: forensic.account,
    rolePath: 'afo/lab-',
    role: applications.role,
    externalId: applications.externalId,
    workloadPath: '',
  });
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'member',
      Path: '/afo/',
      AssumeRolePolicyDocument: JSON.stringify(trust),
    }),
  );
  await iam.send(
    new CreateInstanceProfileCommand({ InstanceProfileName: 'member-contained', Path: '/afo/' }),
  );
}
