import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** MiniStack on loopback, spoken to by the wire formats of the services, as it checks no signature. */
export class Ministack {
  readonly #process: ChildProcess;
  readonly #url: string;
  readonly #folder: string;

  /** `launch` is the way to get one. */
  constructor(process: ChildProcess, url: string, folder: string) {
    this.#process = process;
    this.#url = url;
    this.#folder = folder;
  }

  /** Starts the one that `./afo` brings, on a free port. Pauses between retries take no time in it. */
  static async launch(): Promise<Ministack> {
    const emulators = process.env['AFO_EMULATORS'];
    if (emulators === undefined) throw new Error('AFO_EMULATORS is not set: run this by ./afo');
    const folder = await mkdtemp(join(tmpdir(), 'afo-ministack-'));
    const port = String(await freePort());
    const child = spawn(join(emulators, 'bin/ministack'), {
      cwd: folder,
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        GATEWAY_PORT: port,
        MINISTACK_HOST: '127.0.0.1',
        BIND_HOST: '127.0.0.1',
        STATE_DIR: folder,
        LAMBDA_EXECUTOR: 'local',
        SFN_WAIT_SCALE: '0',
      },
    });
    const stack = new Ministack(child, `http://127.0.0.1:${port}`, folder);
    await stack.#ready();
    return stack;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      await once(this.#process, 'exit');
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
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
    const response = await fetch(`${this.#url}${path}`, {
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

  async #ready(): Promise<void> {
    for (let look = 0; look < 300; look += 1) {
      const isThere = await fetch(this.#url).then(
        () => true,
        () => false,
      );
      if (isThere) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the emulator does not answer');
  }
}

interface Call {
  readonly path: string;
  readonly service: string;
  readonly target?: string;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
