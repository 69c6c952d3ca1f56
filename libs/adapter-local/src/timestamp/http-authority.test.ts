import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '@afo/custody';
import { httpTimestampAuthority } from './http-authority.ts';

const run = promisify(execFile);
const digest = sha256Hex('a note');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-tsa-'));
  await makeAuthority();
});
afterAll(() => rm(folder, { recursive: true }));

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A real authority of `openssl ts`, behind HTTP. */
async function makeAuthority(): Promise<void> {
  const at = (name: string): string => join(folder, name);
  await writeFile(
    at('tsa.cnf'),
    `[req]\ndistinguished_name=dn\nx509_extensions=v3\nprompt=no\n[dn]\nCN=Test Authority\n[v3]\nextendedKeyUsage=critical,timeStamping\n[tsa]\ndefault_tsa=t\n[t]\nserial=${at('serial')}\nsigner_cert=${at('tsa.pem')}\nsigner_key=${at('tsa.key')}\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\n`,
  );
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-config',
    at('tsa.cnf'),
    '-keyout',
    at('tsa.key'),
    '-out',
    at('tsa.pem'),
  ]);
}

async function answer(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  await writeFile(join(folder, 'query.tsq'), Buffer.concat(chunks));
  await run('openssl', [
    'ts',
    '-reply',
    '-config',
    join(folder, 'tsa.cnf'),
    '-queryfile',
    join(folder, 'query.tsq'),
    '-out',
    join(folder, 'reply.tsr'),
  ]);
  return readFile(join(folder, 'reply.tsr'));
}

type Respond = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listen(respond: Respond): Promise<string> {
  server = createServer((request, response) => void respond(request, response)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${String(address.port)}/tsr?key=S3CRET`;
}

const REPLY = { 'content-type': 'application/timestamp-reply' };

describe('when a time stamp is asked for', () => {
  it('gives a token that openssl verifies over the digest', async () => {
    const url = await listen(async (request, response) => {
      response.writeHead(200, REPLY).end(await answer(request));
    });

    const token = await httpTimestampAuthority(url).stamp(digest);

    await writeFile(join(folder, 'token.tsr'), token);
    const { stdout } = await run('openssl', [
      'ts',
      '-verify',
      '-digest',
      digest,
      '-in',
      join(folder, 'token.tsr'),
      '-CAfile',
      join(folder, 'tsa.pem'),
    ]);
    expect(stdout).toContain('Verification: OK');
  });

  it('refuses a true token over an older question', async () => {
    let first: Buffer | undefined;
    const url = await listen(async (request, response) => {
      first ??= await answer(request);
      response.writeHead(200, REPLY).end(first);
    });
    const authority = httpTimestampAuthority(url);
    await authority.stamp(digest);

    await expect(authority.stamp(digest)).rejects.toMatchObject({ code: 'timestamp.refused' });
    await expect(authority.stamp(sha256Hex('other'))).rejects.toMatchObject({
      code: 'timestamp.refused',
    });
  });

  it.each([
    { what: 'a page', status: 200, type: 'text/html', code: 'timestamp.refused', retryable: false },
    { what: 'an error', status: 503, type: '', code: 'timestamp.unavailable', retryable: true },
    {
      what: 'rubbish',
      status: 200,
      type: 'application/timestamp-reply',
      code: 'timestamp.refused',
      retryable: false,
    },
  ])('F-62 says what came instead, and not the address: $what', async (answered) => {
    const url = await listen((_request, response) => {
      response.writeHead(answered.status, { 'content-type': answered.type }).end('hello');
      return Promise.resolve();
    });
    const { code, retryable } = answered;

    const asked = httpTimestampAuthority(url).stamp(digest);

    await expect(asked).rejects.toMatchObject({ code, retryable });
    await expect(asked).rejects.not.toThrow(/S3CRET/);
  });

  it('F-72 stops reading an answer that does not end', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, REPLY).end(Buffer.alloc(600_000));
      return Promise.resolve();
    });

    await expect(httpTimestampAuthority(url).stamp(digest)).rejects.toThrow(/too long/);
  });

  it('says that it can be tried again when nobody answers', async () => {
    await expect(httpTimestampAuthority('http://127.0.0.1:1/').stamp(digest)).rejects.toMatchObject(
      {
        code: 'timestamp.unavailable',
        retryable: true,
      },
    );
  });
});
