import { spawn, type ChildProcess } from 'node:child_process';

/** Runs a program with its output shown as it comes; true when it ended with exit code 0. */
export async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return (await exitCode(child)) === 0;
}

/** Runs a program and returns what it wrote to its standard output; throws when it fails. */
export async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  const code = await exitCode(child);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}`);
  return chunks.join('');
}

/** The exit code, or null when a signal ended it. */
const exitCode = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
