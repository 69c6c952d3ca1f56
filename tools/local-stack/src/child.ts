import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { BackOff } from './back-off.ts';
import { endProcess, processOf } from './process-of.ts';
import type { ChildStatus } from './status-file.ts';

/** A program that the stack keeps running. */
export interface ChildProgram {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly logFile: string;
  /** Resolves when it can be used; default: it says so itself through its channel. */
  readonly isReady?: () => Promise<boolean>;
}

/** A log that has grown over this is put aside at the next start, in bytes. */
const LARGE_LOG = 20 * 1024 * 1024;
const STOP_GRACE = 35_000;
const LOOK = 50;

type Facts = ChildStatus['facts'];

/** One program, started again whenever it dies, until it is stopped. */
export class SupervisedChild {
  readonly #program: ChildProgram;
  readonly #onChange: () => void;
  readonly #backOff = new BackOff();
  #status: ChildStatus;
  #process: ChildProcess | undefined;
  #again: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(program: ChildProgram, onChange: () => void) {
    this.#program = program;
    this.#onChange = onChange;
    this.#status = { name: program.name, state: 'starting', restarts: 0, facts: {} };
  }

  get status(): ChildStatus {
    return this.#status;
  }

  start(): void {
    const begunAt = performance.now();
    const child = this.#spawn();
    this.#process = child;
    this.#change({ state: 'starting', facts: {} });
    child.once('spawn', () => void this.#name(child));
    child.once('error', (error) => {
      this.#ended(`it could not be started: ${error.message}`, begunAt);
    });
    child.once('exit', (code, signal) => {
      this.#ended(signal ?? `exit status ${String(code)}`, begunAt);
    });
    child.on('message', (message: unknown) => {
      const facts = factsIn(message);
      if (facts !== undefined) this.#change({ state: 'ready', facts });
    });
    if (this.#program.isReady !== undefined) void this.#watch(child, this.#program.isReady);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#again);
    const { process } = this.#status;
    if (process !== undefined) await endProcess(process, STOP_GRACE);
  }

  #spawn(): ChildProcess {
    const { command, logFile, environment } = this.#program;
    const out = openLog(logFile);
    try {
      return spawn(command, this.#program.arguments, {
        stdio: ['ignore', out, out, 'ipc'],
        env: { ...process.env, ...environment },
      });
    } finally {
      closeSync(out);
    }
  }

  async #name(child: ChildProcess): Promise<void> {
    const name = child.pid === undefined ? undefined : await processOf(child.pid);
    if (name !== undefined && this.#process === child) this.#change({ process: name });
  }

  async #watch(child: ChildProcess, isReady: () => Promise<boolean>): Promise<void> {
    while (this.#process === child && !(await isReady()))
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    if (this.#process === child) this.#change({ state: 'ready' });
  }

  #ended(how: string, begunAt: number): void {
    if (this.#process === undefined) return;
    this.#process = undefined;
    this.#status = withoutProcess(this.#status);
    if (this.#stopping) {
      this.#change({ state: 'ended', lastEnd: how });
      return;
    }
    this.#change({ state: 'waiting', lastEnd: how });
    this.#again = setTimeout(
      () => {
        this.#change({ restarts: this.#status.restarts + 1 });
        this.start();
      },
      this.#backOff.pauseAfter(performance.now() - begunAt),
    );
  }

  #change(change: Partial<ChildStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#onChange();
  }
}

const withoutProcess = ({ name, state, restarts, facts, lastEnd }: ChildStatus): ChildStatus => ({
  name,
  state,
  restarts,
  facts,
  ...(lastEnd === undefined ? {} : { lastEnd }),
});

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGE_LOG)
    renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** `{"ready":{…}}`, as `runProcess` of the runtime sends it. */
function factsIn(message: unknown): Facts | undefined {
  if (typeof message !== 'object' || message === null || !('ready' in message)) return undefined;
  const { ready } = message;
  if (typeof ready !== 'object' || ready === null) return {};
  return Object.fromEntries(
    Object.entries(ready).filter(
      (entry): entry is [string, string | number] =>
        typeof entry[1] === 'string' || typeof entry[1] === 'number',
    ),
  );
}
