import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { caseIdSchema } from '@afo/domain';
import type { Waiting } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../src/clients.ts';
import { StepFunctionsTokens } from '../src/task-tokens/step-functions-tokens.ts';
import { createTokensTable } from '../src/task-tokens/tokens-table.ts';
import { ACCOUNT, lab } from './lab.ts';

const aws = lab();
const table = 'tokens';

let tokens: StepFunctionsTokens;
let dynamo: DynamoDBClient;
let states: SFNClient;
let sqs: SQSClient;

beforeAll(async () => {
  const config = aws.config();
  dynamo = new DynamoDBClient(clientSettings(config));
  states = new SFNClient(clientSettings(config));
  sqs = new SQSClient(clientSettings(config));
  await createTokensTable(dynamo, table);
  tokens = new StepFunctionsTokens({ ...config, table });
});

afterAll(() => {
  tokens.close();
  for (const client of [dynamo, states, sqs]) client.destroy();
});

const waiting = (attempt: number): Waiting => ({
  case: caseIdSchema.parse('01a20d4a-d270-7a6e-9a98-a4cc945b14c4'),
  key: 'acquire-disk/E-0001',
  attempt,
});

/** A machine that waits for its token, which it sends to a queue. */
async function startWaiting(name: string): Promise<{ token: string; execution: string }> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({
      name,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/lab`,
      definition: JSON.stringify({
        StartAt: 'wait',
        States: {
          wait: {
            Type: 'Task',
            Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
            Parameters: { QueueUrl, 'MessageBody.$': '$$.Task.Token' },
            End: true,
          },
        },
      }),
    }),
  );
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  return { token: Messages?.[0]?.Body ?? '', execution: executionArn ?? '' };
}

async function statusOf(executionArn: string): Promise<string | undefined> {
  return (await states.send(new DescribeExecutionCommand({ executionArn }))).status;
}

describe('when a state machine waits for a worker', () => {
  it('is woken by whoever knows the case and the step, once, and its token is forgotten', async () => {
    const { token, execution } = await startWaiting('woken');
    await tokens.keep(waiting(1), token);

    expect(await tokens.heartbeat(waiting(1))).toBe('told');
    expect(await statusOf(execution)).toBe('RUNNING');
    expect(await tokens.wake(waiting(1))).toBe('told');

    await expect.poll(() => statusOf(execution), { timeout: 10_000 }).toBe('SUCCEEDED');
    expect(await tokens.wake(waiting(1))).toBe('nobody');
    const { Items } = await dynamo.send(new ScanCommand({ TableName: table }));
    expect(JSON.stringify(Items)).not.toContain(token);
  }, 30_000);

  it('is told apart from one that waits no more: that is no failure of the worker', async () => {
    await tokens.keep(waiting(2), 'a token that no execution knows');

    expect(await tokens.heartbeat(waiting(2))).toBe('nobody');
    expect(await tokens.heartbeat(waiting(3))).toBe('nobody');
    expect(await tokens.wake(waiting(2))).toBe('nobody');
  });

  it('F-62 tells an error without the token', async () => {
    const lost = new StepFunctionsTokens({ ...aws.config(), table: 'no-such-table' });

    await expect(lost.keep(waiting(4), 'secret-token')).rejects.toSatisfy(
      (error: unknown) => error instanceof Error && !error.message.includes('secret-token'),
    );
    lost.close();
  });
});
