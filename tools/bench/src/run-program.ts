import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a program of this folder as the agent is run, so that its memory and processor time are its own. */
export async function runProgram(name: string, ...words: readonly string[]): Promise<unknown> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@afo/source',
      '--max-semi-space-size=1',
      '--single-threaded-gc',
      fileURLToPath(new URL(name, import.meta.url)),
      ...words,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode !== 0) throw new Error(`${name} failed`);
  return JSON.parse(text);
}
