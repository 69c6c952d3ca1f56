import type { Decision } from '@afo/domain';
import type { Ingest } from '@afo/pipeline';
import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { receiver } from './receiver.ts';
import type { ReceiverOptions } from './receiver.ts';
import { signatureHeader } from './signature.ts';

const NOW = Date.parse('2026-11-24T03:00:00.000Z');
const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const opened = { outcome: 'open', reason: 'a rule', isolate: false, findingIds: ['f'] } as const;
const rejected = {
  outcome: 'reject',
  reason: 'event.not-json: x',
  isolate: false,
  findingIds: [],
} as const;
const answering =
  (...decisions: readonly Decision[]): Ingest =>
  () =>
    Promise.resolve({ decisions, cases: [], rejected: [] });
const failing =
  (error: Error): Ingest =>
  () =>
    Promise.reject(error);
const make = (change: Partial<ReceiverOptions> = {}) =>
  receiver({
    ingest: answering(opened),
    check: () => Promise.resolve(),
    bodyLimit: 4096,
    now: () => NOW,
    log: { error: () => undefined },
    ...change,
  });
const post = (
  change: Partial<ReceiverOptions> = {},
  headers: Record<string, string> = {},
  payload: string | Buffer = '{"a":1}',
) => make(change).inject({ method: 'POST', url: '/events', headers, payload });

describe('when findings are posted', () => {
  it('answers with the decisions', async () => {
    const reply = await post();

    expect(reply.statusCode).toBe(202);
    expect(reply.json()).toEqual({ decisions: [opened], cases: [], rejected: [] });
  });

  it('gives the use case the very bytes, whatever the content is called', async () => {
    const bodies: Uint8Array[] = [];
    const ingest: Ingest = (bytes) => {
      bodies.push(bytes);
      return answering(opened)(bytes);
    };
    const payload = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);

    for (const type of ['application/json', 'text/plain', 'application/x-ndjson', 'a/b; charset=x'])
      await post({ ingest }, { 'content-type': type }, payload);
    await post({ ingest }, {}, payload);

    expect(bodies.map((body) => Buffer.from(body))).toEqual(
      Array.from({ length: 5 }, () => payload),
    );
  });

  it('does not answer that a delivery was taken when nothing of it was', async () => {
    const reply = await post({ ingest: answering(rejected) });

    expect(reply.statusCode).toBe(422);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.json()).toMatchObject({ code: 'receiver.nothing-taken', decisions: [rejected] });
  });

  it('answers that it was taken when a part of it was, and says which was not', async () => {
    const reply = await post({ ingest: answering(opened, rejected) });

    expect(reply.statusCode).toBe(202);
    expect(reply.json()).toMatchObject({ decisions: [opened, rejected] });
  });

  it.each([
    [
      new PortError('case-log.unavailable', 'busy', { retryable: true }),
      503,
      'case-log.unavailable',
    ],
    [new PortError('vault.unavailable', 'broken'), 500, 'vault.unavailable'],
    [new Error('secret detail'), 500, 'receiver.unexpected'],
    ['thrown text' as unknown as Error, 500, 'receiver.unexpected'],
  ])('tells the sender whether to come again: %s', async (error, status, code) => {
    const reply = await post({ ingest: failing(error) });

    expect(reply.statusCode).toBe(status);
    expect(reply.json()).toMatchObject({
      status,
      code,
      retryable: status === 503,
      type: `urn:afo:error:${code}`,
    });
    expect(reply.headers['retry-after']).toBe(status === 503 ? '1' : undefined);
    expect(reply.body).not.toContain('secret detail');
  });

  it('refuses what is empty or too large', async () => {
    expect((await post({}, {}, '')).json()).toMatchObject({ status: 400, code: 'receiver.empty' });
    expect((await post({}, {}, 'x'.repeat(4097))).json()).toMatchObject({
      status: 413,
      code: 'receiver.too-large',
    });
  });

  it('sends senders away that it has no place for, and takes them again afterwards', async () => {
    const waiting: (() => void)[] = [];
    const app = make({
      ingest: (bytes) =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve(answering(opened)(bytes));
          });
        }),
    });
    const send = () => app.inject({ method: 'POST', url: '/events', payload: '{}' });
    const first = Array.from({ length: 1000 }, send);
    await expect.poll(() => waiting.length).toBe(1000);

    const refused = await send();
    for (const go of waiting) go();
    await Promise.all(first);
    const later = send();
    await expect.poll(() => waiting.length).toBe(1001);
    waiting.at(-1)?.();

    expect(refused.json()).toMatchObject({ status: 503, code: 'receiver.busy' });
    expect((await later).statusCode).toBe(202);
  });

  it('says what there is at other addresses', async () => {
    expect((await make().inject({ url: '/' })).json()).toMatchObject({
      status: 404,
      code: 'receiver.not-found',
    });
    expect((await make().inject({ url: '/events' })).statusCode).toBe(404);
  });
});

describe('when requests must be signed', () => {
  const body = '{"a":1}';
  const codeOf = async (header: string | undefined, sent = body) =>
    (await post({ secret }, header === undefined ? {} : { 'x-afo-signature': header }, sent)).json<{
      code?: string;
    }>().code;
  const good = signatureHeader(secret, Buffer.from(body), NOW);

  it('takes a request that the holder of the secret signed', async () => {
    expect((await post({ secret }, { 'x-afo-signature': good }, body)).statusCode).toBe(202);
  });

  it('refuses a request without a signature, or with another', async () => {
    expect(await codeOf(undefined)).toBe('receiver.unsigned');
    expect(await codeOf('t=1,v1=x')).toBe('receiver.bad-signature');
    expect(await codeOf(good.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBe(
      'receiver.bad-signature',
    );
    expect(
      await codeOf(
        signatureHeader(Buffer.from('another secret of thirty-two bytes'), Buffer.from(body), NOW),
      ),
    ).toBe('receiver.bad-signature');
    expect(await codeOf(good, '{"a":2}')).toBe('receiver.bad-signature');
    expect(await codeOf(`${good}, ${good}`)).toBe('receiver.bad-signature');
  });

  it('refuses a time that was not the one that was signed', async () => {
    expect(await codeOf(good.replace(/^t=\d+/, `t=${NOW / 1000 + 1}`))).toBe(
      'receiver.bad-signature',
    );
  });

  it.each([-301, 301, 86_400])('refuses a request that is %d s off', async (seconds) => {
    expect(await codeOf(signatureHeader(secret, Buffer.from(body), NOW + seconds * 1000))).toBe(
      'receiver.stale-signature',
    );
  });

  it.each([-299, 0, 299])('takes a request that is %d s off', async (seconds) => {
    expect(
      await codeOf(signatureHeader(secret, Buffer.from(body), NOW + seconds * 1000)),
    ).toBeUndefined();
  });

  it('checks the signature before anything is read from the body', async () => {
    const reply = await post(
      { secret, ingest: failing(new Error('must not be called')) },
      { 'x-afo-signature': 't=1' },
    );

    expect(reply.statusCode).toBe(401);
  });
});

describe('when a web page tries to send findings through a browser of this machine', () => {
  const statusOf = async (headers: Record<string, string>) => (await post({}, headers)).statusCode;

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ host: 'evil.example:8471' }],
    [{ host: '127.0.0.1.evil.example' }],
  ])('refuses %j', async (headers) => {
    expect(await statusOf(headers)).toBe(403);
  });

  it.each(['127.0.0.1:8471', 'localhost:8471', '[::1]:8471', '127.0.0.1'])(
    'takes programs that ask for %s',
    async (host) => {
      expect(await statusOf({ host })).toBe(202);
    },
  );

  it('goes by the signature alone where there is a secret', async () => {
    const signed = {
      'x-afo-signature': signatureHeader(secret, Buffer.from('{"a":1}'), NOW),
      host: 'afo.example',
    };

    expect((await post({ secret }, signed)).statusCode).toBe(202);
  });
});

describe('when it is asked how it is', () => {
  it('answers ok', async () => {
    expect((await make().inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
  });

  it('does not say ok when the log cannot be read', async () => {
    const check = () =>
      Promise.reject(new PortError('case-log.unavailable', 'gone', { retryable: true }));

    const reply = await make({ check }).inject({ url: '/healthz' });

    expect(reply.statusCode).toBe(503);
    expect(reply.json()).toMatchObject({ code: 'case-log.unavailable' });
  });
});
