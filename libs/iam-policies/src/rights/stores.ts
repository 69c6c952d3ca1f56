import { EVENT_SOURCE } from '@afo/deployment';
import { arnAt, bucketArn } from '../places.ts';
import type { Places } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';

/** Signs checkpoints with that key, in the way in which a key of its type signs them. */
export const signer = ({ signingKey }: Places): readonly PolicyStatement[] => [
  allow('SignCheckpoints', {
    actions: ['kms:Sign'],
    resources: [signingKey],
    conditions: {
      StringEquals: {
        'kms:MessageType': ['RAW'],
        'kms:SigningAlgorithm': ['ED25519_SHA_512', 'ECDSA_SHA_256'],
      },
    },
  }),
  allow('ReadPublicKey', { actions: ['kms:GetPublicKey'], resources: [signingKey] }),
];

export const notifier = ({ topic, eventBus }: Places): readonly PolicyStatement[] => [
  allow('TellPeople', { actions: ['sns:Publish'], resources: [topic] }),
  ...(eventBus === undefined
    ? []
    : [
        allow('TellSystems', {
          actions: ['events:PutEvents'],
          resources: [eventBus],
          conditions: { StringEquals: { 'events:source': [EVENT_SOURCE] } },
        }),
      ]),
];

const waits = (places: Places): string =>
  arnAt(places, 'dynamodb', `table/${places.tables.tokens}`);

/** Keeps the tokens under which state machines wait, and uses them. */
export const taskTokens = (places: Places): readonly PolicyStatement[] => [
  allow('KeepTokens', {
    actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
    resources: [waits(places)],
  }),
  // Step Functions knows no resource for these: the token says which wait is meant.
  allow('AnswerTokens', {
    actions: ['states:SendTaskHeartbeat', 'states:SendTaskSuccess'],
    resources: ['*'],
  }),
];

export const workflowStarter = ({ stateMachine }: Places): readonly PolicyStatement[] => [
  allow('StartWorkflow', { actions: ['states:StartExecution'], resources: [stateMachine] }),
];

/** Looks whether the workflow of a case runs. */
export const workflowWatcher = ({ stateMachine }: Places): readonly PolicyStatement[] => [
  allow('LookAtWorkflows', {
    actions: ['states:DescribeExecution'],
    resources: [`${stateMachine.replace(':stateMachine:', ':execution:')}:*`],
  }),
];

/** The password of the queue of jobs. */
export const jobQueue = ({ queueSecret }: Places): readonly PolicyStatement[] => [
  allow('ReadQueueSecret', {
    actions: ['secretsmanager:GetSecretValue'],
    resources: [queueSecret],
  }),
];

/** Findings as they come in. */
export const findingsQueue = ({ findingsQueue: queue }: Places): readonly PolicyStatement[] => [
  allow('TakeFindings', {
    actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    resources: [queue],
  }),
];

/** Writes on a finding what became of it; the note, the workflow status and a field of ours. */
export const findingWriteBack = (places: Places): readonly PolicyStatement[] => [
  allow('WriteOnFindings', {
    actions: ['securityhub:BatchUpdateFindings'],
    resources: [arnAt(places, 'securityhub', 'hub/default')],
  }),
];

const rejections = (places: Places): string => bucketArn(places, places.rejectedBucket);

/** Keeps events that were not understood; each key is written once. */
export const rejectionKeeper = (places: Places): readonly PolicyStatement[] => [
  allow('KeepRejections', {
    actions: ['s3:PutObject'],
    resources: [`${rejections(places)}/rejected/waiting/*`],
    conditions: { Null: { 's3:if-none-match': ['false'] } },
  }),
];

/** Reads them again, and notes that one was dealt with. */
export const rejectionSettler = (places: Places): readonly PolicyStatement[] => [
  allow('ReadRejections', {
    actions: ['s3:GetObject'],
    resources: [`${rejections(places)}/rejected/*`],
  }),
  allow('ListRejections', { actions: ['s3:ListBucket'], resources: [rejections(places)] }),
  allow('SettleRejections', {
    actions: ['s3:PutObject'],
    resources: [`${rejections(places)}/rejected/replayed/*`],
    conditions: { Null: { 's3:if-none-match': ['false'] } },
  }),
];
