import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from './workers.ts';

/** Runs a command of `afo` on the AWS stack, as an operator does, and answers with its result. */
export type CommandLine = (...argv: readonly string[]) => Promise<unknown>;

/** @throws Error with what the command said when it fails */
export const commandLine =
  (environment: Readonly<Record<string, string>>): CommandLine =>
  async (...argv) => {
    const main = `${ROOT}tools/forensics-cli/src/main.ts`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@afo/source', main, ...argv, '--json'],
      { env: { ...process.env, ...environment, AFO_STACK: 'aws' }, timeout: 120_000 },
    );
    const answer: unknown = JSON.parse(stdout);
    return answer;
  };
