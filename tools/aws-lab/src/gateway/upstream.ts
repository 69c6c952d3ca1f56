import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';

export interface UpstreamRequest {
  readonly url: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array | Readable;
  readonly signal: AbortSignal;
}

/** One connection a request: a connection that the server has given up meanwhile would look like a fault of AWS. */
const agent = new Agent({ keepAlive: false });

/** Passes a request on, body and all, without holding a streamed body in memory. */
export function passOn(order: UpstreamRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method, signal, body } = order;
    const streamed = !(body instanceof Uint8Array);
    const upstream = request(`${order.url}${order.path}`, {
      agent,
      method,
      signal,
      headers: streamed ? order.headers : { ...order.headers, 'content-length': body.length },
    });
    upstream.once('response', resolve);
    upstream.once('error', reject);
    if (!streamed) {
      upstream.end(body);
      return;
    }
    // The server may answer before it has read all, so an end of the stream is not the end of the call.
    pipeline(body, upstream, () => undefined);
  });
}
