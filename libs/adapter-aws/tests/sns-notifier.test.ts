import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../src/clients.ts';
import { snsNotifier } from '../src/notifier/sns-notifier.ts';
import { ACCOUNT, lab, REGION } from './lab.ts';

const aws = lab();
let topicArn: string;
let queueUrl: string;

const config = () => aws.config({ attempts: 1 });

beforeAll(async () => {
  const sns = new SNSClient(clientSettings(config()));
  const sqs = new SQSClient(clientSettings(config()));
  topicArn = (await sns.send(new CreateTopicCommand({ Name: 'afo' }))).TopicArn ?? '';
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }))).QueueUrl ?? '';
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:inbox`,
    }),
  );
  sns.destroy();
  sqs.destroy();
});

async function inbox(): Promise<string> {
  const sqs = new SQSClient(clientSettings(config()));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      WaitTimeSeconds: 5,
      MaxNumberOfMessages: 10,
    }),
  );
  sqs.destroy();
  return Messages.map(({ Body }) => Body ?? '').join('\n');
}

describe('when people are told by SNS', () => {
  it('reaches the subscribers, also with a subject that SNS itself would refuse', async () => {
    const notifier = snsNotifier({ ...config(), topicArn });

    const outcome = await notifier.notify({
      subject: ' Fall\u0007 „web-01“ '.repeat(20),
      text: 'Case 1 waits for approval',
    });

    expect(outcome).toEqual([{ channel: 'sns', to: topicArn, outcome: 'delivered' }]);
    expect(await inbox()).toContain('Case 1 waits for approval');
    notifier.close();
  }, 30_000);

  it('F-45 says that nobody was told, instead of throwing, when SNS does not take it', async () => {
    const lost = snsNotifier({ ...config(), topicArn: `${topicArn}-that-is-not-there` });
    const away = snsNotifier({ ...config(), endpoint: 'http://127.0.0.1:9', topicArn });

    for (const notifier of [lost, away]) {
      const [outcome] = await notifier.notify({ subject: 'x', text: 'y' });
      expect(outcome).toMatchObject({ outcome: 'failed', cause: expect.any(String) as unknown });
      notifier.close();
    }
  }, 30_000);
});
