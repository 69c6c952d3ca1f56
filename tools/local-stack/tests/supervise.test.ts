import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFolder } from '@afo/runtime';
import { stackStatus, stopStack } from '../src/control.ts';
import { isAlive } from '../src/process-of.ts';
import type { ProcessName } from '../src/process-of.ts';
import { redisAnswers } from '../src/redis.ts';
import { readStatus } from '../src/status-file.ts';
import type { StackStatus } from '../src/status-file.ts';

let home: string;
let supervisor: ChildProcess | undefined;
beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'afo-stack-')), '.afo');
});
afterEach(async () => {
  await stopStack(home);
  supervisor?.kill('SIGKILL');
  await rm(join(home, '..'), { recursive: true, maxRetries: 5 });
});

function start(...behaviours: readonly string[]): ChildProcess {
  const program = join(import.meta.dirname, 'supervise-sample.ts');
  supervisor = spawn(process.execPath, ['--conditions=@afo/source', program, home, ...behaviours], {
    stdio: 'ignore',
  });
  return supervisor;
}

async function until(isGood: (status: StackStatus) => boolean): Promise<StackStatus> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const status = await stackStatus(home);
    if (status !== undefined && isGood(status)) return status;
    if (performance.now() > deadline) throw new Error(`last: ${JSON.stringify(status)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const isUp = ({ state, children }: StackStatus): boolean => state === 'up' && children.length > 0;
const child = (status: StackStatus | undefined, name: string) =>
  status?.children.find((one) => one.name === name);
const processesOf = (status: StackStatus): readonly ProcessName[] => [
  status.supervisor,
  ...status.children.flatMap(({ process: running }) => (running === undefined ? [] : [running])),
];
const aliveOf = async (names: readonly ProcessName[]): Promise<number> =>
  (await Promise.all(names.map(isAlive))).filter(Boolean).length;

describe('when the stack is started', () => {
  it('says when every part of it is ready, and what each has to say', async () => {
    start('lives', 'lives');
    const status = await until(isUp);

    expect(status.children.map(({ name, state }) => [name, state])).toEqual([
      ['redis', 'ready'],
      ['app-0', 'ready'],
      ['app-1', 'ready'],
    ]);
    expect(child(status, 'app-0')?.facts).toEqual({ port: 4711 });
    expect(await redisAnswers(dataFolder(home))).toBe(true);
  });

  it('is never ready while a part of it dies; its log says why, and it is tried later and later', async () => {
    start('lives', 'dies');
    const status = await until((one) => (child(one, 'app-1')?.restarts ?? 0) >= 2);

    expect(status.state).toBe('starting');
    expect(child(status, 'app-1')?.lastEnd).toBe('exit status 1');
    expect(await readFile(join(dataFolder(home).logs, 'app-1.log'), 'utf8')).toContain(
      'it cannot live',
    );
  });

  it('is started once, however often it is asked for', async () => {
    const first = start('lives');
    await until(isUp);
    const second = start('lives');

    expect((await once(second, 'exit'))[0]).toBe(1);
    expect(first.exitCode).toBeNull();
  });
});

describe('when a part of the stack is killed', () => {
  it.each(['app-0', 'redis'])('starts it again: %s', async (name) => {
    start('lives');
    const before = child(await until(isUp), name)?.process;
    process.kill(before?.pid ?? 0, 'SIGKILL');

    const after = await until((one) => isUp(one) && child(one, name)?.process?.pid !== before?.pid);

    expect(child(after, name)).toMatchObject({ restarts: 1, lastEnd: 'SIGKILL' });
  });

  it('leaves nothing behind when the supervisor is killed: the next one ends what is left', async () => {
    start('lives');
    const before = processesOf(await until(isUp));
    supervisor?.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 500));
    start('lives');
    await until(isUp);

    expect(await aliveOf(before)).toBe(0);
  });
});

describe('when the stack is stopped', () => {
  it('ends every process and says so, and nothing is left', async () => {
    start('lives', 'lives');
    const processes = processesOf(await until(isUp));

    expect(await stopStack(home)).toBe('stopped');

    expect(await aliveOf(processes)).toBe(0);
    expect(await readStatus(dataFolder(home))).toBeUndefined();
    expect(await stopStack(home)).toBe('was-down');
  });

  it('ends what a killed supervisor left, and nobody else', async () => {
    start('lives');
    const status = await until(isUp);
    supervisor?.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 300));

    expect(await stopStack(home)).toBe('was-down');

    expect(await aliveOf(processesOf(status))).toBe(0);
  });
});
