import { startEmulator } from '@afo/aws-lab';
import type { Emulator } from '@afo/aws-lab';
import { z } from 'zod';

/** MiniStack on loopback, spoken to by the wire formats of the services, as it checks no signature. */
export class Ministack {
  readonly #emulator: Emulator;

  /** `launch` is the way to get one. */
  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** Starts one in which pauses take no time. */
  static async launch(): Promise<Ministack> {
    return new Ministack(await startEmulator({ waitScale: 0 }));
  }

  stop(): Promise<void> {
    return this.#emulator.stop();
  }

  async createFunction(name: string, zip: Buffer, variables: Record<string, string>) {
    await this.#post(
      { path: '/2015-03-31/functions', service: 'lambda' },
      {
        FunctionName: name,
        Runtime: 'nodejs22.x',
        Role: 'arn:aws:iam::000000000000:role/afo-test',
        Handler: 'index.handler',
        Timeout: 60,
        Environment: { Variables: variables },
        Code: { ZipFile: zip.toString('base64') },
      },
    );
  }

  async createMachine(name: string, definition: unknown): Promise<string> {
    const made = await this.#states('CreateStateMachine', {
      name,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::000000000000:role/afo-test',
    });
    return z.object({ stateMachineArn: z.string() }).parse(made).stateMachineArn;
  }

  async execute(machine: string, input: unknown): Promise<string> {
    const begun = await this.#states('StartExecution', {
      stateMachineArn: machine,
      input: JSON.stringify(input),
    });
    return z.object({ executionArn: z.string() }).parse(begun).executionArn;
  }

  /** Waits for the end of an execution. */
  async ended(executionArn: string) {
    const schema = z.object({
      status: z.string(),
      error: z.string().nullish(),
      cause: z.string().nullish(),
    });
    for (let look = 0; look < 600; look += 1) {
      const now = schema.parse(await this.#states('DescribeExecution', { executionArn }));
      if (now.status !== 'RUNNING') return now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the execution does not end');
  }

  /** Everything that went into and came out of the states of an execution. */
  async payloads(executionArn: string): Promise<readonly string[]> {
    const detail = z.object({ input: z.string().optional(), output: z.string().optional() });
    const page = z.object({
      events: z.array(
        z.object({
          stateEnteredEventDetails: detail.optional(),
          stateExitedEventDetails: detail.optional(),
          taskSucceededEventDetails: detail.optional(),
        }),
      ),
      nextToken: z.string().nullish(),
    });
    const payloads: string[] = [];
    let more: { readonly nextToken?: string } | undefined = {};
    while (more !== undefined) {
      const body = { executionArn, maxResults: 1000, ...more };
      const { events, nextToken } = page.parse(await this.#states('GetExecutionHistory', body));
      for (const details of events.flatMap((event) => Object.values(event)))
        payloads.push(...[details?.input, details?.output].filter((text) => text !== undefined));
      more = typeof nextToken === 'string' ? { nextToken } : undefined;
    }
    return payloads;
  }

  sendTaskSuccess(taskToken: string): Promise<unknown> {
    return this.#states('SendTaskSuccess', { taskToken, output: '{}' });
  }

  sendTaskHeartbeat(taskToken: string): Promise<unknown> {
    return this.#states('SendTaskHeartbeat', { taskToken });
  }

  #states(action: string, body: unknown): Promise<unknown> {
    return this.#post({ path: '/', service: 'states', target: `AWSStepFunctions.${action}` }, body);
  }

  async #post({ path, service, target }: Call, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.#emulator.url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': target === undefined ? 'application/json' : 'application/x-amz-json-1.0',
        authorization: `AWS4-HMAC-SHA256 Credential=000000000000/20261124/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        ...(target === undefined ? {} : { 'x-amz-target': target }),
      },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${target ?? path}: ${String(response.status)} ${text}`);
    return JSON.parse(text);
  }
}

interface Call {
  readonly path: string;
  readonly service: string;
  readonly target?: string;
}
