import { randomUUID } from 'node:crypto';
import {
  CreateEventBusCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { intakeRules } from '@afo/deployment';
import { PortError } from '@afo/ports';
import type { LabClients } from './lab-clients.ts';
import { givenName } from '../given-name.ts';

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
    const url = givenName(QueueUrl);
    const { Attributes: facts } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    );
    return { url, arn: givenName(facts?.QueueArn) };
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

/** An event as AWS sends it. */
export interface LabEvent {
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly type: string;
  readonly detail: object;
}

/**
 * Delivers an event of AWS: nobody else may put events as `aws.…` on a bus, not even in a lab. It is matched against
 * the rules, and goes to their queue as their target would get it. That the bus itself does so is not shown by this.
 * @throws PortError `aws.refused` when no rule of the intake takes the event
 */
export async function deliver(
  { events, queues }: Pick<LabClients, 'events' | 'queues'>,
  { queueUrl }: Pick<LabIntake, 'queueUrl'>,
  { account, region, source, type, detail }: LabEvent,
): Promise<void> {
  const event = JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source,
    account,
    time: new Date().toISOString(),
    region,
    resources: [],
    detail,
  });
  const answers = intakeRules.map(({ pattern }) =>
    events.send(
      new TestEventPatternCommand({ Event: event, EventPattern: JSON.stringify(pattern) }),
    ),
  );
  const isTaken = (await Promise.all(answers)).some(({ Result }) => Result === true);
  if (!isTaken) throw new PortError('aws.refused', 'no rule of the intake takes this event');
  await queues.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: event }));
}
