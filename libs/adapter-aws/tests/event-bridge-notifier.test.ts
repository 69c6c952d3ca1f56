import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../src/clients.ts';
import { allChannels } from '../src/notifier/all-channels.ts';
import { eventBridgeNotifier } from '../src/notifier/event-bridge-notifier.ts';
import { EVENT_SOURCE } from '@afo/deployment';
import { ACCOUNT, lab, REGION } from './lab.ts';

const aws = lab();
const BUS = 'forensics';
let queueUrl: string;
const config = () => ({ ...aws.config({ attempts: 1 }), eventBus: BUS });

beforeAll(async () => {
  const events = new EventBridgeClient(clientSettings(config()));
  const sqs = new SQSClient(clientSettings(config()));
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'events' }))).QueueUrl ?? '';
  await events.send(new CreateEventBusCommand({ Name: BUS }));
  await events.send(
    new PutRuleCommand({
      Name: 'ours',
      EventBusName: BUS,
      EventPattern: JSON.stringify({ source: [EVENT_SOURCE] }),
    }),
  );
  await events.send(
    new PutTargetsCommand({
      Rule: 'ours',
      EventBusName: BUS,
      Targets: [{ Id: 'queue', Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:events` }],
    }),
  );
  events.destroy();
  sqs.destroy();
});

async function arrived(): Promise<readonly unknown[]> {
  const sqs = new SQSClient(clientSettings(config()));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }),
  );
  sqs.destroy();
  return Messages.map(({ Body }): unknown => JSON.parse(Body ?? ''));
}

describe('when systems are told by EventBridge', () => {
  it('reaches what a rule on our source sends on', async () => {
    const notifier = eventBridgeNotifier(config());

    const outcome = await notifier.notify({ subject: 'Forensic case', text: 'Case 1 „waits“' });

    expect(outcome).toEqual([{ channel: 'eventbridge', to: BUS, outcome: 'delivered' }]);
    expect(await arrived()).toMatchObject([
      {
        source: EVENT_SOURCE,
        'detail-type': 'Forensic case',
        detail: { text: 'Case 1 „waits“' },
      },
    ]);
    notifier.close();
  }, 30_000);

  it('cuts a text that is too long, and says so, so that the event is taken', async () => {
    const notifier = eventBridgeNotifier(config());

    const outcome = await notifier.notify({ subject: '', text: '\u0007'.repeat(300_000) });

    expect(outcome).toMatchObject([{ outcome: 'delivered' }]);
    expect(JSON.stringify(await arrived())).toContain('(cut; the case log holds the whole text)');
    notifier.close();
  }, 30_000);
});

describe('when EventBridge does not take an event', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  /** EventBridge at the wire: an emulator takes every entry that is well-formed. */
  async function answering(body: object, status = 200): Promise<string> {
    server = createServer((_, response) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : undefined)}`;
  }

  it.each([
    [
      'the entry failed',
      { FailedEntryCount: 1, Entries: [{ ErrorCode: 'Throttling\nException' }] },
      'ThrottlingException',
    ],
    ['it says nothing of the entry', { FailedEntryCount: 0, Entries: [] }, 'no code given'],
    ['its count and its entry differ', { FailedEntryCount: 1, Entries: [{ EventId: '1' }] }, 'no'],
    ['it answers nothing', {}, 'no code given'],
  ])('tells no success where %s', async (_, body, cause) => {
    const notifier = eventBridgeNotifier({ ...config(), endpoint: await answering(body) });

    expect(await notifier.notify({ subject: 'x', text: 'y' })).toMatchObject([
      { outcome: 'failed', cause: expect.stringContaining(cause) as unknown },
    ]);
    notifier.close();
  });

  it('says why, without repeating what AWS said, and the other channels are told all the same', async () => {
    const endpoint = await answering({ __type: 'AccessDeniedException', Message: 'arn:x' }, 403);
    const both = allChannels([
      eventBridgeNotifier({ ...config(), endpoint }),
      eventBridgeNotifier(config()),
    ]);

    const outcomes = await both.notify({ subject: 'x', text: 'y' });

    expect(outcomes).toMatchObject([
      { outcome: 'failed', cause: expect.stringContaining('AccessDenied') as unknown },
      { outcome: 'delivered' },
    ]);
    expect(JSON.stringify(outcomes)).not.toContain('arn:x');
    both.close();
  });
});
