import {
  CreateEventBusCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { intakeRules } from '../intake-rules.ts';
import { given } from './lab-clients.ts';
import type { LabClients } from './lab-clients.ts';

export interface LabIntake {
  readonly bus: string;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly deadLetterUrl: string;
}

/** A bus whose rules bring findings to a queue, with another one for what cannot be worked on. */
export async function makeLabIntake(
  { events, queues }: LabClients,
  name: string,
): Promise<LabIntake> {
  const makeQueue = async (queue: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl } = await queues.send(
      new CreateQueueCommand({ QueueName: queue, Attributes }),
    );
    const url = given(QueueUrl);
    const { Attributes: facts } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    );
    return { url, arn: given(facts?.QueueArn) };
  };
  const dead = await makeQueue(`${name}-dead-letters`);
  const redrive = { deadLetterTargetArn: dead.arn, maxReceiveCount: 5 };
  const queue = await makeQueue(`${name}-findings`, { RedrivePolicy: JSON.stringify(redrive) });
  const bus = `${name}-findings`;
  await events.send(new CreateEventBusCommand({ Name: bus }));
  for (const { name: Name, pattern } of intakeRules) {
    const rule = { Name, EventBusName: bus, EventPattern: JSON.stringify(pattern) };
    await events.send(new PutRuleCommand(rule));
    const Targets = [{ Id: 'findings', Arn: queue.arn }];
    await events.send(new PutTargetsCommand({ Rule: Name, EventBusName: bus, Targets }));
  }
  return { bus, queueUrl: queue.url, queueArn: queue.arn, deadLetterUrl: dead.url };
}
