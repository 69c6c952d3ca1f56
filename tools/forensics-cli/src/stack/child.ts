import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CliError } from '../errors.ts';

/** The folder of the workspace, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

export interface ChildOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** `inherit` shows what it says; `quiet` shows it only in the error when it fails. */
  readonly say: 'inherit' | 'quiet';
}

/**
 * Runs another program of the workspace to its end, a tool by its name (`bench`) or a program by its folder
 * (`apps/infra-cdk`), and returns what it wrote to standard output. Programs are not imported: each has its own composition root.
 * @throws CliError `cli.child-failed`
 */
export async function runTool(
  tool: string,
  argv: readonly string[],
  options: ChildOptions,
): Promise<string> {
  const main = `${ROOT}${tool.includes('/') ? tool : `tools/${tool}`}/src/main.ts`;
  const child = spawn(process.execPath, ['--conditions=@afo/source', main, ...argv], {
    stdio: ['ignore', 'pipe', options.say === 'inherit' ? 'inherit' : 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  const [out, err] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ]);
  if (child.exitCode === 0) return out;
  const last = err.trim().split('\n').slice(-5).join('\n');
  throw new CliError(
    'cli.child-failed',
    `${tool} ${argv[0] ?? ''} ended with ${String(child.exitCode ?? child.signalCode)}${last === '' ? '' : `:\n${last}`}`,
  );
}

async function textOf(stream: AsyncIterable<unknown> | null): Promise<string> {
  if (stream === null) return '';
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
