import type { Ingest, IngestResult } from '@afo/pipeline';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ReceiverError } from './errors.ts';
import { problemOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { refuseForeign } from './same-machine.ts';
import { checkSignature } from './signature.ts';

export interface ReceiverOptions {
  readonly ingest: Ingest;
  /** Resolves when the stack can take findings, throws when it cannot. */
  readonly check: () => Promise<void>;
  readonly secret?: Uint8Array;
  readonly bodyLimit: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The service log: what an answer must not tell. */
  readonly log: { error(facts: object, message: string): void };
}

/** Deliveries that may be in work at once; more are sent away to come again. */
const MOST_IN_WORK = 1000;

/**
 * The HTTP receiver: `POST /events` takes findings in each of the formats, `GET /healthz` says whether it can. What
 * was decided comes back as 202; when nothing of a delivery could be taken that is 422, and the delivery is kept for
 * replay. Every error is a problem document (RFC 9457) with a stable code.
 */
export function receiver(options: ReceiverOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: options.bodyLimit,
    // Slow senders cannot hold a place for ever; a delivery of many findings may take its time.
    requestTimeout: 30_000,
    connectionTimeout: 300_000,
    keepAliveTimeout: 5_000,
    forceCloseConnections: 'idle',
    logger: false,
  });
  takeAnyBody(app);
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    // A typed error says all there is to say; of any other the details belong into the service log alone.
    if (problem.status >= 500) options.log.error({ err: error }, 'a delivery failed');
    return say(reply, problem);
  });
  app.setNotFoundHandler((_request, reply) => say(reply, problemOf(NOTHING_HERE)));
  app.get('/healthz', async () => {
    await options.check();
    return { status: 'ok' };
  });
  const take = taker(options);
  app.post('/events', async (request, reply) => await take(request, reply));
  return app;
}

const NOTHING_HERE = new ReceiverError(
  'receiver.not-found',
  'POST /events takes findings, GET /healthz tells how it is',
);

/** Senders name their content as they like; what it is shows when it is read. */
function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

function taker({ ingest, secret, now }: ReceiverOptions) {
  let inWork = 0;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (inWork >= MOST_IN_WORK)
      throw new ReceiverError('receiver.busy', 'too many deliveries are in work', {
        retryable: true,
      });
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (secret === undefined) refuseForeign(request.headers);
    else checkSignature(secret, { header: headerOf(request), body, now: now() });
    if (body.byteLength === 0) throw new ReceiverError('receiver.empty', 'the request has no body');
    inWork += 1;
    try {
      return await answer(reply, await ingest(body));
    } finally {
      inWork -= 1;
    }
  };
}

function answer(reply: FastifyReply, result: IngestResult): FastifyReply {
  const taken = result.decisions.some(({ outcome }) => outcome !== 'reject');
  if (taken) return reply.code(202).send(result);
  const problem = problemOf(
    new ReceiverError(
      'receiver.nothing-taken',
      'nothing of it could be taken; it is kept and can be replayed',
    ),
  );
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send({ ...problem, ...result });
}

function say(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503) reply.header('retry-after', '1');
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

/** A header that comes twice is none: nobody can say which one was meant. */
function headerOf(request: FastifyRequest): string | undefined {
  const value = request.headers['x-afo-signature'];
  return typeof value === 'string' ? value : undefined;
}
