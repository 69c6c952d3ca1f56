import { spawn } from 'node:child_process';
import { PortError } from '@afo/ports';
import type { ToolCommand, ToolResult } from '@afo/ports';
import { environmentOf, type Invocation } from './isolation.ts';

const STDERR_BYTES = 64 * 1024;

export interface BoundedRun {
  readonly command: ToolCommand;
  readonly invocation: Invocation;
  readonly onOutput: (chunk: Uint8Array) => void | Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs to the end or to a limit, whichever comes first. Output beyond the limit is an error and never a shorter
 * output; so is an end by a signal, since what came before it cannot be relied on.
 */
export async function runBounded({
  command,
  invocation,
  onOutput,
  signal,
}: BoundedRun): Promise<ToolResult> {
  signal?.throwIfAborted();
  const child = spawn(invocation.file, invocation.arguments, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environmentOf(command),
    cwd: '/',
    // A process group of its own, so that whatever it started ends with it.
    detached: true,
  });
  const stop = new Stop(command, child.pid, signal);
  const stderr = new Tail();
  child.stderr.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
  });
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on('error', (cause) => {
      reject(new PortError('tool.failed', `${command.program} could not be started`, { cause }));
    });
    child.on('close', (code, ended) => {
      resolve({ code, signal: ended });
    });
  });
  // A program that does not read its input closes it; that is its own affair.
  child.stdin.on('error', () => undefined);
  child.stdin.end(command.input);
  try {
    const [ending] = await Promise.all([ended, pump(child.stdout, { onOutput, stop, command })]);
    stop.throwIfStopped();
    return resultOf(command, ending, stderr.text());
  } finally {
    stop.end();
  }
}

interface Pump {
  readonly onOutput: BoundedRun['onOutput'];
  readonly stop: Stop;
  readonly command: ToolCommand;
}

async function pump(
  stdout: AsyncIterable<Buffer>,
  { onOutput, stop, command }: Pump,
): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of stdout) {
      bytes += chunk.length;
      if (bytes > command.limits.outputBytes) {
        stop.because(
          'tool.output-limit',
          `more than ${command.limits.outputBytes} bytes of output`,
        );
        return;
      }
      await onOutput(chunk);
    }
  } catch (cause) {
    stop.kill();
    throw cause;
  }
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const OUT_OF_MEMORY =
  /cannot allocate memory|out of memory|bad_alloc|ENOMEM|memory allocation|heap limit|memory exhausted/i;

function resultOf(command: ToolCommand, { code, signal }: Ending, stderr: string): ToolResult {
  const { program } = command;
  const failed = code !== 0;
  if (failed && OUT_OF_MEMORY.test(stderr)) {
    throw new PortError(
      'tool.memory-limit',
      `${program} needed more than ${command.limits.memoryBytes} bytes of memory`,
    );
  }
  if (signal === 'SIGXCPU') throw timedOut(command);
  // A confining program reports the signal that ended its child as 128 + number, and 126 or 127 when it found none.
  if (signal !== null || code === null || code >= 126) {
    throw new PortError(
      'tool.failed',
      `${program} was ended by ${signal ?? `status ${String(code)}`}`,
    );
  }
  if (failed && /^(bwrap|unshare|prlimit): /.test(stderr)) {
    throw new PortError('tool.failed', `${program} could not be shut in: ${stderr.slice(0, 300)}`);
  }
  return { exitCode: code, stderr };
}

const timedOut = ({ program, limits }: ToolCommand): PortError =>
  new PortError('tool.timed-out', `${program} did not end within ${limits.seconds} s`, {
    retryable: true,
  });

/** Ends the process group when time is up, when the caller gives up, or when a limit is passed. */
class Stop {
  readonly #command: ToolCommand;
  readonly #pid: number | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #reason: Error | undefined;

  constructor(command: ToolCommand, pid: number | undefined, signal: AbortSignal | undefined) {
    this.#command = command;
    this.#pid = pid;
    this.#signal = signal;
    this.#timer = setTimeout(() => {
      this.#stop(timedOut(command));
    }, command.limits.seconds * 1000);
    signal?.addEventListener('abort', this.#onAbort);
  }

  because(code: 'tool.output-limit', detail: string): void {
    this.#stop(new PortError(code, `${this.#command.program}: ${detail}`));
  }

  kill(): void {
    if (this.#pid === undefined) return;
    try {
      process.kill(-this.#pid, 'SIGKILL');
    } catch {
      // ESRCH: it has ended already.
    }
  }

  throwIfStopped(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.kill();
  }

  #stop(reason: Error): void {
    this.#reason ??= reason;
    this.kill();
  }

  readonly #onAbort = (): void => {
    const reason: unknown = this.#signal?.reason;
    this.#stop(reason instanceof Error ? reason : new Error('aborted'));
  };
}

/** The last bytes of standard error: a hostile input can make a program complain without end. */
class Tail {
  #bytes = Buffer.alloc(0);

  push(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(-STDERR_BYTES);
  }

  text(): string {
    return this.#bytes.toString('utf8');
  }
}
