import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '../src/main.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-main-'));
});
afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

const run = (command: string, environment: NodeJS.ProcessEnv = {}) =>
  promisify(execFile)(process.execPath, ['--conditions=@afo/source', MAIN, command], {
    env: { ...process.env, AFO_HOME: join(folder, '.afo'), ...environment },
  });

describe('when the stack is asked for as a program', () => {
  it('answers with JSON, also when it is down', async () => {
    expect(JSON.parse((await run('status')).stdout)).toEqual({ state: 'down' });
    expect(JSON.parse((await run('down')).stdout)).toEqual({ was: 'was-down' });
  });

  it('says at once what is missing, and does not exit as if all were well', async () => {
    await expect(run('up', { PATH: folder })).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/redis-server is not on the PATH/) as unknown,
    });
  });

  it('knows no other command', async () => {
    await expect(run('fly')).rejects.toMatchObject({ code: 64 });
  });
});
