import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder, tryLease } from '@afo/runtime';
import type { DataFolder } from '@afo/runtime';
import { SupervisedChild } from './child.ts';
import type { ChildProgram } from './child.ts';
import { StackError } from './errors.ts';
import { endProcess, processOf } from './process-of.ts';
import { appNames, appProgram } from './programs.ts';
import type { AppName } from './programs.ts';
import { prepareRedis, redisAnswers, redisProgram } from './redis.ts';
import { readStatus, removeStatus, writeStatus } from './status-file.ts';
import type { StackStatus } from './status-file.ts';

export interface Supervision {
  readonly home: string;
  readonly apps?: readonly AppName[];
  /** Other programs than the apps of this workspace, for tests. */
  readonly programs?: readonly ChildProgram[];
  readonly signal: AbortSignal;
}

/**
 * Runs the stack in this process until `signal` is aborted: starts Redis, then the apps, starts again whatever dies,
 * and ends all of them in order. There is one supervisor a data folder; what a killed one left behind is ended first.
 * @throws StackError `stack.not-started` when another supervisor is at work
 */
export async function supervise(supervision: Supervision): Promise<void> {
  const folder = dataFolder(supervision.home);
  await mkdir(folder.run, { recursive: true, mode: 0o700 });
  const lease = tryLease(join(folder.run, 'supervisor.lock'));
  if (lease === undefined)
    throw new StackError('stack.not-started', `the stack of ${folder.home} is up already`);
  try {
    await endLeftovers(folder);
    await prepareRedis(folder);
    await run(folder, await programsOf(supervision, folder), supervision.signal);
  } finally {
    lease.release();
  }
}

async function programsOf(
  { apps = appNames, programs }: Supervision,
  folder: DataFolder,
): Promise<readonly ChildProgram[]> {
  // Somebody runs a Redis on this socket already (`nx serve` does): it is used, and left alone.
  const redis = (await redisAnswers(folder)) ? [] : [redisProgram(folder)];
  return [...redis, ...(programs ?? apps.map((name) => appProgram(name, folder)))];
}

/** A supervisor that was killed could not end its children; those that outlived it are ended by their names. */
async function endLeftovers(folder: DataFolder): Promise<void> {
  const children = (await readStatus(folder))?.children ?? [];
  for (const { process } of children.toReversed())
    if (process !== undefined) await endProcess(process, 10_000);
}

async function run(
  folder: DataFolder,
  programs: readonly ChildProgram[],
  signal: AbortSignal,
): Promise<void> {
  const board = await StatusBoard.open(folder);
  const children = programs.map(
    (program) =>
      new SupervisedChild(program, () => {
        board.show(children.map(({ status }) => status));
      }),
  );
  for (const child of children) {
    if (signal.aborted) break;
    child.start();
    if (child.status.name === 'redis') await untilReady(child, signal);
  }
  if (!signal.aborted)
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
  board.stopping();
  const [redis, rest] = [
    children.filter(({ status }) => status.name === 'redis'),
    children.filter(({ status }) => status.name !== 'redis'),
  ];
  await Promise.all(rest.map((child) => child.stop()));
  await Promise.all(redis.map((child) => child.stop()));
  await board.close();
}

async function untilReady(child: SupervisedChild, signal: AbortSignal): Promise<void> {
  while (child.status.state !== 'ready' && child.status.state !== 'waiting' && !signal.aborted)
    await new Promise((resolve) => setTimeout(resolve, 25));
}

/** Keeps the status file equal to what is; writes one after the other, the newest last. */
class StatusBoard {
  readonly #folder: DataFolder;
  #status: StackStatus;
  #written: Promise<void> = Promise.resolve();

  constructor(folder: DataFolder, status: StackStatus) {
    this.#folder = folder;
    this.#status = status;
  }

  static async open(folder: DataFolder): Promise<StatusBoard> {
    const supervisor = await processOf(process.pid);
    if (supervisor === undefined)
      throw new StackError(
        'stack.not-started',
        'this machine has no /proc; the local stack needs Linux',
      );
    const board = new StatusBoard(folder, {
      v: 1,
      state: 'starting',
      supervisor,
      startedAt: new Date().toISOString(),
      children: [],
    });
    board.#write();
    return board;
  }

  show(children: StackStatus['children']): void {
    const isUp = children.every(({ state }) => state === 'ready');
    const state = this.#status.state === 'stopping' ? 'stopping' : isUp ? 'up' : 'starting';
    this.#status = { ...this.#status, state, children };
    this.#write();
  }

  stopping(): void {
    this.#status = { ...this.#status, state: 'stopping' };
    this.#write();
  }

  async close(): Promise<void> {
    await this.#written;
    await removeStatus(this.#folder);
  }

  #write(): void {
    this.#written = this.#written.then(() => writeStatus(this.#folder, this.#status));
  }
}
