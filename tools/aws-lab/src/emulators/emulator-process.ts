import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const READY_MS = 30_000;
const STOP_MS = 5_000;
/** The end of what the emulator printed, for whoever has to find out why it did not start. */
const KEPT_OUTPUT = 4_000;

export interface Emulator {
  /** One endpoint for all services that it serves. */
  readonly url: string;
  readonly pid: number;
  /** Forgets everything, in all accounts and regions. */
  reset(): Promise<void>;
  /** Ends the process that was started here, and removes its folder. */
  stop(): Promise<void>;
}

export interface EmulatorProgram {
  /** Its name in the folder that `./afo` has brought it into. */
  readonly name: string;
  readonly args: (port: number) => readonly string[];
  readonly environment: (port: number, folder: string) => NodeJS.ProcessEnv;
  /** A path that answers once it serves. */
  readonly ready: string;
  readonly reset: string;
}

/**
 * Starts an emulator on a free loopback port with a folder of its own, and waits until it answers.
 * @throws Error when `./afo` has not brought it, or when it does not answer within 30 s; never falls back to nothing
 */
export async function startProgram(program: EmulatorProgram): Promise<Emulator> {
  const path = programPath(program.name);
  const folder = await mkdtemp(join(tmpdir(), 'afo-emulator-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const [command, args] = endingWithUs(path, program.args(port));
  const child = spawn(command, args, {
    cwd: folder,
    // Nothing of the caller's environment but the path: its credentials and endpoints are no business of an emulator.
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      TMPDIR: folder,
      ...program.environment(port, folder),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = keepOutput(child);
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const pid = await untilReady(child, `${url}${program.ready}`);
    return { url, pid, reset: () => reset(`${url}${program.reset}`), stop };
  } catch (error) {
    await stop();
    throw new Error(`the emulator ${program.name} did not start: ${output()}`, { cause: error });
  }
}

function programPath(name: string): string {
  const root = resolve(import.meta.dirname, '../../../..');
  const folder = process.env['AFO_EMULATORS'] ?? join(root, '.tools/emulators');
  const program = join(folder, 'bin', name);
  if (!existsSync(program))
    throw new Error(`${program} is missing: run this by ./afo exec or ./afo test, which bring it`);
  return program;
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * The kernel ends the emulator when we end, however that comes (prctl(2), PR_SET_PDEATHSIG). Systems without setpriv
 * (util-linux) have to do with `stop`.
 */
function endingWithUs(path: string, args: readonly string[]): [string, readonly string[]] {
  if (!existsSync(SETPRIV)) return [path, args];
  return [SETPRIV, ['--pdeathsig', 'KILL', '--', path, ...args]];
}

function keepOutput(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}

async function untilReady(child: ChildProcess, url: string): Promise<number> {
  // A listener, or a program that cannot be run would end the test run instead of the start.
  child.on('error', () => undefined);
  const until = performance.now() + READY_MS;
  while (performance.now() < until) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      throw new Error('it ended at once');
    if (await answers(url)) return child.pid;
    await sleep(50);
  }
  throw new Error(`no answer within ${String(READY_MS)} ms`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function reset(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST' });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the emulator was not reset: ${String(response.status)}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => {
    child.kill('SIGKILL');
  }, STOP_MS);
  await gone;
  clearTimeout(late);
}
