import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { crc32 } from 'node:zlib';
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

/** The forwarding function as a ZIP archive of one stored file (PKWARE APPNOTE 4.3). */
export function forwardingFunction(): Buffer {
  const name = Buffer.from('index.mjs');
  const content = Buffer.from(FORWARD);
  const shape = Buffer.alloc(26);
  shape.writeUInt16LE(20, 0);
  shape.writeUInt32LE(crc32(content), 10);
  shape.writeUInt32LE(content.length, 14);
  shape.writeUInt32LE(content.length, 18);
  shape.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), shape, name, content]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(0o100644 * 0x10000, 6);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), shape, tail, name]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
