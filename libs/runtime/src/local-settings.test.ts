import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localSettings } from './local-settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-settings-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('when a process of the local stack is started', () => {
  it('finds its data folder in the working directory, and Redis in the data folder', () => {
    const { folder: found, redis } = localSettings({});

    expect(found.home).toBe(join(process.cwd(), '.afo'));
    expect(redis).toEqual({ url: `unix://${found.redisSocket}` });
    expect(localSettings({ AFO_LOCK_SECONDS: '2' }).queue).toEqual({ redis, lockSeconds: 2 });
  });

  it('takes another Redis, with TLS and a password that never stands in the environment', async () => {
    await writeFile(join(folder, 'password'), 'hunter2\n', { mode: 0o600 });
    await writeFile(join(folder, 'ca.pem'), 'CERTIFICATE');

    expect(
      localSettings({
        AFO_HOME: folder,
        AFO_REDIS_URL: 'rediss://queue.example:6380',
        AFO_REDIS_USERNAME: 'afo',
        AFO_REDIS_PASSWORD_FILE: join(folder, 'password'),
        AFO_REDIS_CA_FILE: join(folder, 'ca.pem'),
      }).redis,
    ).toEqual({
      url: 'rediss://queue.example:6380',
      username: 'afo',
      password: 'hunter2',
      ca: 'CERTIFICATE',
    });
  });
});
