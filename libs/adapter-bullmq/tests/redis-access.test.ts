import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobOf } from '@afo/conformance';
import type { JobQueue } from '@afo/ports';
import { openBullJobQueue } from '../src/bull-job-queue.ts';
import type { RedisAddress } from '../src/redis-connection.ts';
import { RedisServer } from './redis-server.ts';

const run = promisify(execFile);

let folder: string;
let server: RedisServer | undefined;
let queue: JobQueue | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-access-'));
});
afterEach(async () => {
  await queue?.close();
  await server?.stop();
  await rm(folder, { recursive: true });
  queue = undefined;
});

async function open(redis: RedisAddress): Promise<JobQueue> {
  queue = await openBullJobQueue({ redis });
  return queue;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('when the server asks who is there', () => {
  it('gives the password, and never shows it', async () => {
    server = await RedisServer.start('--requirepass', 'hunter2');

    const refused = open({ url: server.url, password: 'wrong-hunter2' });

    await expect(refused).rejects.toMatchObject({ code: 'queue.unavailable', retryable: false });
    await expect(refused).rejects.not.toThrow(/hunter2/);
    const jobs = await open({ url: server.url, password: 'hunter2' });
    await jobs.enqueue(jobOf());

    expect(await jobs.state(jobOf())).toEqual({ status: 'waiting' });
  });
});

describe('when the way to the server is not to be trusted', () => {
  it('speaks TLS, and only with a server that the given authority vouches for', async () => {
    const at = (name: string): string => join(folder, name);
    for (const name of ['server', 'stranger'])
      await run('openssl', [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        at(`${name}.key`),
        '-out',
        at(`${name}.pem`),
      ]);
    const port = await freePort();
    server = await RedisServer.start(
      '--tls-port',
      String(port),
      '--tls-cert-file',
      at('server.pem'),
      '--tls-key-file',
      at('server.key'),
      '--tls-ca-cert-file',
      at('server.pem'),
      '--tls-auth-clients',
      'no',
    );
    const url = `rediss://localhost:${String(port)}`;
    const [ca, stranger] = [
      await readFile(at('server.pem'), 'utf8'),
      await readFile(at('stranger.pem'), 'utf8'),
    ];

    await expect(open({ url, ca: stranger })).rejects.toMatchObject({ code: 'queue.unavailable' });
    const jobs = await open({ url, ca });
    await jobs.enqueue(jobOf());

    expect(await jobs.state(jobOf())).toEqual({ status: 'waiting' });
  });
});
