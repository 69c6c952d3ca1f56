import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from './workers.ts';

type Environment = Readonly<Record<string, string>>;

/** Runs a command of `afo` on the AWS stack, as an operator does, and answers with its result. */
export type CommandLine = (...argv: readonly string[]) => Promise<unknown>;

/** @throws Error with what the command said when it fails */
export const commandLine =
  (environment: Environment): CommandLine =>
  async (...argv) => {
    const answer: unknown = JSON.parse(await textLine(environment)(...argv, '--json'));
    return answer;
  };

/** The same, answered with the words that people read. @throws Error with what the command said when it fails */
export const textLine =
  (environment: Environment) =>
  async (...argv: readonly string[]): Promise<string> => {
    const main = `${ROOT}tools/forensics-cli/src/main.ts`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@afo/source', main, ...argv],
      { env: { ...process.env, ...environment, AFO_STACK: 'aws' }, timeout: 120_000 },
    );
    return stdout;
  };
