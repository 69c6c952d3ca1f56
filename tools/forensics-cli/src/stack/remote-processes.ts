import type { Processes } from '../cli.ts';
import { CliError } from '../errors.ts';

const notHere = (): Promise<never> =>
  Promise.reject(
    new CliError(
      'cli.usage',
      'nothing of the AWS stack runs here; unset AFO_STACK to work locally',
    ),
  );

/** The programs of a forensic account run there; a command line starts and ends none of them. */
export const remoteProcesses: Processes = {
  status: () => Promise.resolve({ state: 'in AWS', children: [] }),
  running: () => Promise.resolve(true),
  start: notHere,
  stop: notHere,
};
