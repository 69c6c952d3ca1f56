import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { traced } from './reply.ts';
import type { Reply } from './reply.ts';

const PIECES = 20;
const PAUSE_MS = 50;

export function sendWhole(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, headersOf(reply));
  response.end(reply.body);
}

/** Promises the whole body and breaks the connection after its half. */
export function sendCut(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, headersOf(reply));
  response.write(reply.body.subarray(0, Math.floor(reply.body.length / 2)), () => {
    response.destroy();
  });
}

/** The whole body, in drops over a second. */
export async function sendSlowly(response: ServerResponse, reply: Reply): Promise<void> {
  response.writeHead(reply.status, headersOf(reply));
  const size = Math.max(1, Math.ceil(reply.body.length / PIECES));
  for (let at = 0; at < reply.body.length && !response.destroyed; at += size) {
    response.write(reply.body.subarray(at, at + size));
    await sleep(PAUSE_MS);
  }
  response.end();
}

export async function sendStream(
  response: ServerResponse,
  head: Reply,
  body: Readable,
): Promise<void> {
  response.writeHead(head.status, head.headers);
  await pipeline(body, response);
}

// A HEAD answer tells a length and has no body; its length is left as it came.
const headersOf = (reply: Reply): Reply['headers'] => ({
  ...traced(reply.headers),
  ...(reply.body.length === 0 ? {} : { 'content-length': String(reply.body.length) }),
});
