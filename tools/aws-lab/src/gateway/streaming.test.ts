import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { startGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-central-1/s3/aws4_request, Signature=0';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A gateway in front of a server of the test's own, which stands for all emulators. */
async function before(
  answer: Parameters<typeof createServer>[1],
): Promise<{ gateway: Gateway; server: Server }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${String(address.port)}`;
  const gateway = await startGateway({ servers: { moto: url, ministack: url, ebs: url } });
  ends.push(
    async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    () => gateway.close(),
  );
  return { gateway, server };
}

const ask = (gateway: Gateway, path: string, headers: IncomingHttpHeaders = {}) =>
  request(`${gateway.url}${path}`, {
    method: 'PUT',
    headers: { authorization: AUTHORIZATION, ...headers },
  });

describe('when a large object goes through', () => {
  it('is passed on while it is still being sent, and back in the same way', async () => {
    let arrived: (() => void) | undefined;
    const first = new Promise<void>((resolve) => (arrived = resolve));
    const { gateway } = await before((upstream, response) => {
      upstream.once('data', (chunk: Buffer) => {
        arrived?.();
        response.write(chunk);
      });
      upstream.once('end', () => response.end('last'));
    });

    const sent = ask(gateway, '/bucket/key', { 'content-length': '9' });
    sent.write('first');
    await first;
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const [chunk] = (await once(answer, 'data')) as [Buffer];
    expect(chunk.toString()).toBe('first');
    sent.end('last');
    const [rest] = (await once(answer, 'data')) as [Buffer];

    expect(rest.toString()).toBe('last');
  });

  it('keeps the frame of aws-chunked and its headers, and none of those of the connection', async () => {
    let seen: IncomingHttpHeaders = {};
    let body = '';
    const { gateway } = await before((upstream, response) => {
      seen = upstream.headers;
      upstream.on('data', (chunk: Buffer) => (body += chunk.toString()));
      upstream.once('end', () =>
        response.setHeader('keep-alive', 'timeout=1').setHeader('etag', '"e"').end(),
      );
    });
    const frame = '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';

    const sent = ask(gateway, '/bucket/key', {
      'content-length': String(frame.length),
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '5',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'x-amz-security-token': 'session',
      'x-moto-account-id': '999999999999',
      connection: 'keep-alive, x-private',
      'x-private': '1',
      expect: '100-continue',
    });
    sent.end(frame);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();

    expect(body).toBe(frame);
    expect(seen).toMatchObject({
      'content-length': String(frame.length),
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '5',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'x-moto-account-id': '111122223333',
    });
    expect(seen).not.toHaveProperty('x-private');
    expect(seen).not.toHaveProperty('expect');
    expect(seen).not.toHaveProperty('x-amz-security-token');
    expect(answer.headers.etag).toBe('"e"');
  });

  it('shows a broken connection where the server behind broke off, and no whole answer', async () => {
    const { gateway } = await before((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });

    const sent = ask(gateway, '/bucket/key');
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];

    answer.resume();
    await expect(once(answer, 'end')).rejects.toThrow(/aborted/);
  });
});

describe('when nobody can answer', () => {
  it('says that the server behind is silent, and not that all is well', async () => {
    const { gateway, server } = await before((_, response) => response.end());
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION.replace('/s3/', '/dynamodb/') },
    });

    expect(answer.status).toBe(503);
    expect(gateway.calls().at(-1)).toMatchObject({ status: 503, error: 'ServiceUnavailable' });
    ends.shift();
  });

  it('refuses a service that no server has, and one who does not sign', async () => {
    const { gateway } = await before((_, response) => response.end());

    const unknown = await fetch(gateway.url, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION.replace('/s3/', '/quantum/') },
    });
    const stranger = await fetch(gateway.url, { method: 'POST' });

    expect([unknown.status, stranger.status]).toEqual([501, 403]);
  });

  it('takes a page for people as the answer of an emulator that does not know the call', async () => {
    const { gateway } = await before((_, response) =>
      response.writeHead(500, { 'content-type': 'text/html' }).end('<title>500</title>'),
    );

    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION.replace('/s3/', '/ec2/') },
      body: 'Action=GetConsoleScreenshot',
    });

    expect(await answer.text()).toContain('<Code>UnsupportedOperation</Code>');
  });
});
