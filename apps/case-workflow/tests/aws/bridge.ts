import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { zipOf } from '@afo/aws-lab';
import type { Handlers } from '../../src/aws/handlers.ts';

export type Kind = keyof Handlers;

/** A function that hands its event to the test's own process, where the real handlers are. */
const FORWARD = `
export const handler = async (event) => {
  const answer = await fetch(process.env.AFO_BRIDGE, { method: 'POST', body: JSON.stringify(event) });
  const body = await answer.json();
  if (answer.ok) return body;
  const error = new Error(body.message);
  error.name = body.name;
  throw error;
};
`;

/** The loopback end of the functions: the handlers of the test that is running, and the events that came. */
export class Bridge {
  handlers: Handlers | undefined;
  /** Every event, as text: what a payload of the state machine holds. */
  readonly events: string[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array)); // what a request yields
        const event = Buffer.concat(chunks).toString();
        this.events.push(event);
        try {
          response.end(JSON.stringify(await this.#call(request.url ?? '', event)));
        } catch (error) {
          const { name, message } = error instanceof Error ? error : new Error('no error at all');
          response.writeHead(500).end(JSON.stringify({ name, message }));
        }
      })();
    });
  }

  async open(): Promise<(kind: Kind) => string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return (kind) => `http://127.0.0.1:${String(address.port)}/${kind}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #call(path: string, event: string): Promise<unknown> {
    const handler = Object.entries(this.handlers ?? {}).find(([kind]) => path === `/${kind}`)?.[1];
    if (handler === undefined) throw new Error(`nobody answers ${path}`);
    return handler(JSON.parse(event));
  }
}

/** The forwarding function as an archive. */
export const forwardingFunction = (): Buffer => zipOf('index.mjs', FORWARD);
