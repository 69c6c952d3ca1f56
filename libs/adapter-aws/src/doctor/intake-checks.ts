import type { DeployedNames } from '@afo/deployment';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { always } from '../whole-answer.ts';
import { ready, soundUnless } from './check.ts';
import type { Check } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

const ADVICE = 'deploy the stack of the workflow';

/** By which way findings come in. */
export const intakeChecks = (names: DeployedNames, clients: DoctorClients): readonly Check[] => [
  {
    what: 'bus of findings',
    advice: ADVICE,
    look: async () => {
      const { Arn } = await clients.events.send(new DescribeEventBusCommand({ Name: names.bus }));
      return ready(always(Arn, 'looking at the bus of findings'));
    },
  },
  {
    what: 'queue of findings',
    advice: ADVICE,
    look: async () => {
      const { RedrivePolicy, waiting } = await queueOf(names.findingsQueue, clients);
      return soundUnless(`reached; ${waiting} wait`, [
        RedrivePolicy === undefined && 'what fails in it goes nowhere, and is lost',
      ]);
    },
  },
  {
    what: 'findings that failed',
    advice: ADVICE,
    look: async () => {
      const { waiting } = await queueOf(names.findingsDeadLetters, clients);
      return ready(`reached; ${waiting} wait for a person`);
    },
  },
];

async function queueOf(name: string, { queues }: DoctorClients) {
  const doing = 'looking at a queue';
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: name }));
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: always(QueueUrl, doing),
      AttributeNames: ['ApproximateNumberOfMessages', 'RedrivePolicy'],
    }),
  );
  const { ApproximateNumberOfMessages, RedrivePolicy } = always(Attributes, doing);
  return { waiting: always(ApproximateNumberOfMessages, doing), RedrivePolicy };
}
