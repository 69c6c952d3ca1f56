import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobOf } from '@afo/conformance';
import type { JobQueue } from '@afo/ports';
import { openBullJobQueue } from '../src/bull-job-queue.ts';
import type { RedisAddress } from '../src/redis-connection.ts';
import { RedisServer } from './redis-server.ts';
import { makeCertificate, startGuardedServer, startTlsServer } from './tls-server.ts';

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
    const stranger = await makeCertificate(folder, 'stranger');
    const { url, ca, ...started } = await startTlsServer(folder);
    server = started.server;

    await expect(open({ url, ca: stranger })).rejects.toMatchObject({ code: 'queue.unavailable' });
    const jobs = await open({ url, ca });
    await jobs.enqueue(jobOf());

    expect(await jobs.state(jobOf())).toEqual({ status: 'waiting' });
  });

  it('lets nobody in without the user and the password, also by TLS', async () => {
    const { redis, ...started } = await startGuardedServer(folder);
    server = started.server;
    const { url, ca = '', password = '' } = redis;

    for (const wrong of [
      { ...redis, password: 'guessed' },
      { url, ca, password },
    ]) {
      const refused = open(wrong);
      await expect(refused).rejects.toMatchObject({ code: 'queue.unavailable', retryable: false });
      await expect(refused).rejects.not.toThrow(/hunter2|guessed/);
    }
    const jobs = await open(redis);
    await jobs.enqueue(jobOf());

    expect(await jobs.state(jobOf())).toEqual({ status: 'waiting' });
  });
});
