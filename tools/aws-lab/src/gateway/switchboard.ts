import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { errorAnswer } from './api-answer.ts';
import { isStreamed } from './arrival.ts';
import type { Arrival } from './arrival.ts';
import { wholeBody } from './bodies.ts';
import type { Backend } from './call-log.ts';
import type { Desk } from './desk.ts';
import { requestHeaders, requestPath, responseHeaders } from './forwarded-headers.ts';
import { replyOf, traced } from './reply.ts';
import type { Reply } from './reply.ts';
import { routeOf } from './route.ts';
import type { Servers } from './route.ts';
import type { Principal } from './sessions.ts';
import { passOn } from './upstream.ts';

/** What came back. With a stream the reply is its head only. */
export interface Answered {
  readonly backend: Backend;
  readonly reply: Reply;
  readonly stream?: Readable;
}

export interface Connection {
  readonly principal: Principal;
  readonly signal: AbortSignal;
  /** False where the answer is wanted whole, to be spoilt. */
  readonly mayStream: boolean;
}

/** Finds who answers a call, and gets the answer. */
export class Switchboard {
  readonly #servers: Servers;
  readonly #desks: readonly Desk[];

  constructor(servers: Servers, desks: readonly Desk[]) {
    this.#servers = servers;
    this.#desks = desks;
  }

  async answer(arrival: Arrival, connection: Connection): Promise<Answered> {
    const { principal, signal } = connection;
    for (const desk of this.#desks) {
      const own = desk({ ...arrival, principal });
      if (own !== undefined) return { backend: 'gateway', reply: replyOf(own) };
    }
    const route = routeOf(this.#servers, arrival);
    if (route === undefined) return { backend: 'gateway', reply: notServed(arrival) };
    try {
      const came = await passOn({
        url: route.url,
        path: requestPath(arrival.request.url ?? '/', principal.account),
        method: arrival.method,
        headers: requestHeaders(arrival.request.headers, principal.account),
        body: arrival.body ?? arrival.request,
        signal,
      });
      return { backend: route.backend, ...(await received(arrival, came, connection.mayStream)) };
    } catch (error) {
      if (signal.aborted) throw error;
      return { backend: route.backend, reply: silent(arrival, route.backend) };
    }
  }
}

async function received(
  arrival: Arrival,
  came: IncomingMessage,
  mayStream: boolean,
): Promise<Pick<Answered, 'reply' | 'stream'>> {
  const status = came.statusCode ?? 502;
  const headers = traced(responseHeaders(came.headers));
  if (mayStream && isStreamed(arrival.service) && status < 400)
    return { reply: { status, headers, body: Buffer.alloc(0) }, stream: came };
  const body = await wholeBody(came);
  // A page for people is what an emulator shows where it knows no such operation.
  if (status >= 400 && String(headers['content-type']).startsWith('text/html'))
    return { reply: notServed(arrival) };
  return { reply: { status, headers, body } };
}

/** Nothing here does it, which is not the same as AWS refusing it; a client must not try again either way. */
const notServed = ({ service, operation }: Arrival): Reply =>
  replyOf(
    errorAnswer(service, {
      status: 501,
      code: service === 'ec2' ? 'UnsupportedOperation' : 'NotImplemented',
      message: `the lab has nothing that serves ${service}:${operation}`,
    }),
  );

const silent = ({ service }: Arrival, backend: Backend): Reply =>
  replyOf(
    errorAnswer(service, {
      status: 503,
      code: 'ServiceUnavailable',
      message: `the lab's ${backend} did not answer`,
    }),
  );
