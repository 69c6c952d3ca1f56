import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '@afo/runtime';
import type { DataFolder } from '@afo/runtime';
import { StackError } from './errors.ts';
import { endProcess, endsWithin, signalTo } from './process-of.ts';
import { readStatus, removeStatus, runningStatus } from './status-file.ts';
import type { ChildStatus, StackStatus } from './status-file.ts';

const START_LIMIT = 90_000;
const STOP_LIMIT = 60_000;

/**
 * Starts the stack of a data folder in the background and resolves when every part of it is ready. A stack that is up
 * already is left alone.
 * @throws StackError `stack.not-started` with the last lines of whoever did not come up
 */
export async function startStack(home: string): Promise<StackStatus> {
  const folder = dataFolder(home);
  const running = await runningStatus(folder);
  return untilUp(folder, running === undefined ? launch(folder) : undefined);
}

/** The stack of a data folder; undefined when it is down. */
export const stackStatus = (home: string): Promise<StackStatus | undefined> =>
  runningStatus(dataFolder(home));

/**
 * Ends the stack of a data folder in order, and whatever a killed supervisor left behind.
 * @throws StackError `stack.not-stopped`
 */
export async function stopStack(home: string): Promise<'stopped' | 'was-down'> {
  const folder = dataFolder(home);
  const status = await readStatus(folder);
  if (status === undefined) return 'was-down';
  const wasUp = await signalTo(status.supervisor, 'SIGTERM');
  if (wasUp && !(await endsWithin(status.supervisor, STOP_LIMIT)))
    throw new StackError(
      'stack.not-stopped',
      `the supervisor (process ${String(status.supervisor.pid)}) does not end`,
    );
  for (const { process } of status.children)
    if (process !== undefined) await endProcess(process, 10_000);
  await removeStatus(folder);
  return wasUp ? 'stopped' : 'was-down';
}

/** The supervisor gets a session of its own, so that it outlives the terminal. */
function launch(folder: DataFolder): ChildProcess {
  mkdirSync(folder.logs, { recursive: true, mode: 0o700 });
  const log = openSync(logOf(folder), 'a', 0o600);
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const supervisor = spawn(process.execPath, ['--conditions=@afo/source', main, 'supervise'], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, AFO_HOME: folder.home },
  });
  supervisor.unref();
  closeSync(log);
  return supervisor;
}

const logOf = (folder: DataFolder): string => join(folder.logs, 'supervisor.log');

async function untilUp(
  folder: DataFolder,
  supervisor: ChildProcess | undefined,
): Promise<StackStatus> {
  const deadline = performance.now() + START_LIMIT;
  for (;;) {
    const status = await runningStatus(folder);
    if (status?.state === 'up') return status;
    const failing = status?.children.find(({ restarts }) => restarts >= 3);
    if (failing !== undefined) throw await notUp(folder, failing);
    // It ends at once when it cannot begin; also when another one was faster, and then that one's status is there.
    if (status === undefined && supervisor !== undefined && supervisor.exitCode !== null)
      throw new StackError(
        'stack.not-started',
        `the supervisor did not start:\n${await lastLines(logOf(folder))}`,
      );
    if (performance.now() > deadline)
      throw await notUp(
        folder,
        status?.children.find(({ state }) => state !== 'ready'),
      );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function notUp(folder: DataFolder, child: ChildStatus | undefined): Promise<StackError> {
  const name = child?.name ?? 'supervisor';
  const how = child?.lastEnd === undefined ? 'is not ready' : `ended with ${child.lastEnd}`;
  const lines = await lastLines(join(folder.logs, `${name}.log`));
  return new StackError('stack.not-started', `${name} ${how}; the end of its log:\n${lines}`);
}

async function lastLines(file: string): Promise<string> {
  if (!existsSync(file)) return '(no log)';
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, 4000));
    await handle.read(tail, 0, tail.length, size - tail.length);
    return tail.toString('utf8').trimEnd().split('\n').slice(-8).join('\n');
  } finally {
    await handle.close();
  }
}
