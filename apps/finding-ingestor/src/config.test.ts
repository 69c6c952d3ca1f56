import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLoopback, readConfig } from './config.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-ingestor-'));
  file = join(folder, 'secret');
  await writeFile(file, `${'s'.repeat(32)}\n`, { mode: 0o600 });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const badConfig: unknown = expect.objectContaining({ code: 'runtime.bad-config' });

describe('when the receiver is configured', () => {
  it('listens on this machine only unless it is told otherwise', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8471,
      bodyLimit: 4_194_304,
    });
  });

  it.each(['0.0.0.0', '192.168.1.10', '::', 'localhost', '127.evil.example'])(
    'does not start on %s without a secret, where anybody could open cases',
    (AFO_INGEST_HOST) => {
      expect(() => readConfig({ AFO_INGEST_HOST })).toThrow(badConfig);
      expect(readConfig({ AFO_INGEST_HOST, AFO_INGEST_SECRET_FILE: file })).toMatchObject({
        host: AFO_INGEST_HOST,
      });
    },
  );

  it('takes the secret without the line feed that an editor adds', () => {
    const { secret } = readConfig({ AFO_INGEST_SECRET_FILE: file });

    expect(Buffer.from(secret ?? []).toString()).toBe('s'.repeat(32));
  });

  it('does not take a secret that others can read, that is short, or that is not there', async () => {
    await chmod(file, 0o644);
    expect(() => readConfig({ AFO_INGEST_SECRET_FILE: file })).toThrow('others may read');
    await writeFile(join(folder, 'short'), 'short', { mode: 0o600 });
    expect(() => readConfig({ AFO_INGEST_SECRET_FILE: join(folder, 'short') })).toThrow(
      'fewer than 32',
    );
    expect(() => readConfig({ AFO_INGEST_SECRET_FILE: join(folder, 'none') })).toThrow(
      'cannot be read',
    );
  });

  it.each([{ AFO_INGEST_PORT: '70000' }, { AFO_INGEST_PORT: 'x' }, { AFO_INGEST_BODY_LIMIT: '1' }])(
    'does not start with %j',
    (env) => {
      expect(() => readConfig(env)).toThrow(badConfig);
    },
  );

  it('knows the addresses of this machine', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true);
  });
});
