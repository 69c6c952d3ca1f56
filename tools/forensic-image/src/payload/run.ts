import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Longest time, milliseconds. */
  readonly timeout?: number;
}

/** Runs a program to its end and answers with its output. @throws Error with what it said when it fails */
export async function run(
  program: string,
  words: readonly string[],
  { cwd, env, timeout = 600_000 }: RunOptions = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
    timeout,
  });
  return stdout;
}
