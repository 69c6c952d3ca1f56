import type { DeployedNames } from '@afo/deployment';
import { documentOf } from '../document.ts';
import type { PolicyDocument } from '../document.ts';
import { arnAt, bucketArn } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';

/** An account and region in which it is looked whether a deployment has what it needs. */
export interface DoctorPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/**
 * What whoever looks needs in the forensic account: to read how things are set, and nothing that is in them. Operators
 * have it beside their own policies; those let them into application accounts.
 */
export const doctorPolicy = (place: DoctorPlace & { readonly names: DeployedNames }) =>
  documentOf([
    ...setUp(place),
    ...stores(place),
    ...workflow(place),
    allow('LookAtHosts', {
      actions: ['ec2:DescribeImages', 'ec2:DescribeInstanceTypes'],
      resources: ['*'],
    }),
    allow('LookAtCounts', { actions: ['cloudwatch:GetMetricStatistics'], resources: ['*'] }),
  ]);

/** The same in a region of the account that gathers findings. */
export const findingsDoctorPolicy = (place: DoctorPlace): PolicyDocument =>
  documentOf([
    bootstrap(place),
    allow('LookAtSecurityHub', {
      actions: ['securityhub:DescribeActionTargets', 'securityhub:DescribeHub'],
      resources: [arnAt(place, 'securityhub', 'hub/default')],
    }),
    allow('FindRulesAndDetectors', {
      actions: ['events:ListRuleNamesByTarget', 'guardduty:ListDetectors'],
      resources: ['*'],
    }),
    allow('LookAtGuardDuty', {
      actions: ['guardduty:GetDetector'],
      resources: [arnAt(place, 'guardduty', 'detector/*')],
    }),
  ]);

type Place = Parameters<typeof doctorPolicy>[0];

const bootstrap = (place: DoctorPlace): PolicyStatement =>
  allow('LookAtBootstrap', {
    actions: ['ssm:GetParameter'],
    resources: [arnAt(place, 'ssm', 'parameter/cdk-bootstrap/*')],
  });

const setUp = (place: Place): readonly PolicyStatement[] => [
  bootstrap(place),
  allow('LookAtImage', {
    actions: ['ssm:GetParameter'],
    resources: [arnAt(place, 'ssm', `parameter${place.names.imageParameter}`)],
  }),
  allow('LookAtQuotas', {
    actions: ['servicequotas:GetServiceQuota'],
    resources: ['ebs', 'ec2', 'lambda'].map((service) =>
      arnAt(place, 'servicequotas', `${service}/*`),
    ),
  }),
];

/** Which key an alias stands for is not known beforehand, so it is asked by which alias a key is looked at. */
function stores(place: Place): readonly PolicyStatement[] {
  const { names } = place;
  return [
    allow('LookAtKeys', {
      actions: ['kms:DescribeKey'],
      resources: [arnAt(place, 'kms', 'key/*')],
      conditions: {
        StringEquals: {
          'kms:RequestAlias': [
            names.evidenceKey,
            names.signingKey,
            names.snapshotKey,
            names.operationsKey,
          ],
        },
      },
    }),
    allow('LookAtBuckets', {
      actions: [
        's3:GetBucketObjectLockConfiguration',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketVersioning',
        's3:GetEncryptionConfiguration',
      ],
      resources: [names.vaultBucket, names.rejectedBucket].map((name) => bucketArn(place, name)),
    }),
    allow('LookAtTables', {
      actions: ['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable'],
      resources: [names.entriesTable, names.casesTable, names.tokensTable].map((name) =>
        arnAt(place, 'dynamodb', `table/${name}`),
      ),
    }),
  ];
}

function workflow(place: Place): readonly PolicyStatement[] {
  const { names } = place;
  return [
    allow('LookAtBus', {
      actions: ['events:DescribeEventBus'],
      resources: [arnAt(place, 'events', `event-bus/${names.bus}`)],
    }),
    allow('LookAtQueues', {
      actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
      resources: [names.findingsQueue, names.findingsDeadLetters].map((name) =>
        arnAt(place, 'sqs', name),
      ),
    }),
    allow('LookAtStateMachine', {
      actions: ['states:DescribeStateMachine'],
      resources: [arnAt(place, 'states', `stateMachine:${names.stateMachine}`)],
    }),
    allow('LookAtSecretOfQueue', {
      actions: ['secretsmanager:DescribeSecret'],
      // AWS puts six characters behind a name.
      resources: [arnAt(place, 'secretsmanager', `secret:${names.queueSecret}-??????`)],
    }),
    allow('LookAtMessages', {
      actions: ['sns:ListSubscriptionsByTopic'],
      resources: [arnAt(place, 'sns', names.topic)],
    }),
  ];
}
