import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SendTaskHeartbeatCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { TaskTokens, Waiting } from '@afo/ports';
import { awsError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';

export interface StepFunctionsTokensConfig extends AwsConfig {
  /** A table with the string key `wait` and time to live on `ends`, readable by workers and nobody else (F-62). */
  readonly table: string;
  /** Seconds since 1970. */
  readonly now?: () => number;
}

/** Step Functions keeps an execution for a year at most; no token is worth anything after that. */
const LIFE_SECONDS = 365 * 24 * 3600;

/**
 * TaskTokens on Step Functions. A table holds the tokens, since whoever ends a job or answers a request knows only the
 * case and the step.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export class StepFunctionsTokens implements TaskTokens {
  readonly #dynamo: DynamoDBClient;
  readonly #states: SFNClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(config: StepFunctionsTokensConfig) {
    this.#dynamo = new DynamoDBClient(clientSettings(config));
    this.#states = new SFNClient(clientSettings(config));
    this.#table = config.table;
    this.#now = config.now ?? (() => Math.floor(Date.now() / 1000));
  }

  async keep(waiting: Waiting, token: string): Promise<void> {
    const Item = {
      ...keyOf(waiting),
      token: { S: token },
      ends: { N: String(this.#now() + LIFE_SECONDS) },
    };
    await named('keeping a token', () =>
      this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item })),
    );
  }

  async wake(waiting: Waiting): Promise<'told' | 'nobody'> {
    const token = await this.#tokenOf(waiting);
    if (token === undefined) return 'nobody';
    const told = await this.#tell('waking a state machine', () =>
      this.#states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' })),
    );
    await this.#forget(waiting, token);
    return told;
  }

  async heartbeat(waiting: Waiting): Promise<'told' | 'nobody'> {
    const token = await this.#tokenOf(waiting);
    if (token === undefined) return 'nobody';
    return await this.#tell('giving a sign of life', () =>
      this.#states.send(new SendTaskHeartbeatCommand({ taskToken: token })),
    );
  }

  close(): void {
    this.#dynamo.destroy();
    this.#states.destroy();
  }

  async #tokenOf(waiting: Waiting): Promise<string | undefined> {
    const { Item } = await named('looking for a token', () =>
      this.#dynamo.send(
        new GetItemCommand({ TableName: this.#table, Key: keyOf(waiting), ConsistentRead: true }),
      ),
    );
    return Item?.['token']?.S;
  }

  /** Only the token that was used: a newer one of the same wait stays. */
  async #forget(waiting: Waiting, token: string): Promise<void> {
    try {
      await this.#dynamo.send(
        new DeleteItemCommand({
          TableName: this.#table,
          Key: keyOf(waiting),
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': { S: token } },
        }),
      );
    } catch (error) {
      if (nameOf(error) !== 'ConditionalCheckFailedException')
        throw awsError(error, 'forgetting a token');
    }
  }

  async #tell(doing: string, send: () => Promise<unknown>): Promise<'told' | 'nobody'> {
    try {
      await send();
      return 'told';
    } catch (error) {
      // The wait has ended by itself, or the execution has: whoever waited has looked at the log.
      if (OVER.includes(nameOf(error))) return 'nobody';
      throw awsError(error, doing);
    }
  }
}

const OVER = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

const keyOf = ({ case: caseId, key, attempt }: Waiting) => ({
  wait: { S: JSON.stringify([caseId, key, attempt]) },
});

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

async function named<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw awsError(error, doing);
  }
}
