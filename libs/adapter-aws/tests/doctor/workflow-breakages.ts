import { DeleteEventBusCommand } from '@aws-sdk/client-eventbridge';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import { DeleteTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { REGION } from '../gateway/gateway.ts';
import { EMAIL } from './lab-deployment.ts';
import { bootstrap, imageFor } from './make-deployment.ts';
import type { Clients } from './make-deployment.ts';
import type { Breakage } from './breakage.ts';

const parameter = ({ parameters }: Clients, Name: string, Value: string) =>
  parameters.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));

async function deleteQueue({ queues }: Clients, QueueName: string): Promise<void> {
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName }));
  await queues.send(new DeleteQueueCommand({ QueueUrl }));
}

const intake: readonly Breakage[] = [
  {
    broken: 'the bus',
    by: ({ forensic, names }) =>
      forensic.events.send(new DeleteEventBusCommand({ Name: names.bus })),
    missing: { 'bus of findings': /not there/ },
  },
  {
    broken: 'the queue of findings, which loses what fails',
    by: async ({ forensic, names }) => {
      await deleteQueue(forensic, names.findingsQueue);
      await forensic.queues.send(new CreateQueueCommand({ QueueName: names.findingsQueue }));
    },
    missing: { 'queue of findings': /is lost/ },
  },
  {
    broken: 'the queue of what failed',
    by: ({ forensic, names }) => deleteQueue(forensic, names.findingsDeadLetters),
    missing: { 'findings that failed': /not there/ },
  },
  {
    broken: 'the topic',
    by: ({ environment, forensic, names }) =>
      forensic.topics.send(
        new DeleteTopicCommand({
          TopicArn: `arn:aws:sns:${REGION}:${environment.forensic.account}:${names.topic}`,
        }),
      ),
    missing: { [`messages to ${EMAIL}`]: /not there|not subscribed/ },
  },
];

const workflow: readonly Breakage[] = [
  {
    broken: 'the bootstrap, which is old',
    by: ({ forensic }) => bootstrap(forensic, '5'),
    missing: { 'CDK bootstrap': /version 5, and the templates need 6/ },
  },
  {
    broken: 'the state machine',
    by: ({ environment, forensic, names }) =>
      forensic.states.send(
        new DeleteStateMachineCommand({
          stateMachineArn: `arn:aws:states:${REGION}:${environment.forensic.account}:stateMachine:${names.stateMachine}`,
        }),
      ),
    missing: { 'state machine of cases': /not there|in the state DELETING/ },
  },
  {
    broken: 'the password of the queue of jobs',
    by: ({ forensic, names }) =>
      forensic.secrets.send(
        new DeleteSecretCommand({ SecretId: names.queueSecret, RecoveryWindowInDays: 7 }),
      ),
    missing: { 'password of the queue of jobs': /deletion is ordered/ },
  },
  {
    broken: 'the parameter of the image',
    by: ({ forensic, names }) =>
      forensic.parameters.send(new DeleteParameterCommand({ Name: names.imageParameter })),
    missing: { 'image of forensic hosts': /not there/ },
  },
  {
    broken: 'the image, which is gone',
    by: ({ forensic, names }) => parameter(forensic, names.imageParameter, 'ami-0123456789abcdef0'),
    missing: { 'image of forensic hosts': /not there/ },
  },
  {
    broken: 'the image, which is for other machines',
    by: async ({ forensic, names }) =>
      parameter(forensic, names.imageParameter, await imageFor(forensic, 'x86_64')),
    missing: { 'image of forensic hosts': /for x86_64, and not for arm64/ },
  },
];

/** From a finding to the hosts that work on a case. */
export const workflowBreakages = [...intake, ...workflow];
