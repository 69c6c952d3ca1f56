import type { Cli } from '../cli.ts';

/** Runs `work` with the local stack up: starts it when it is not, and ends it again then. */
export async function whileUp<T>(cli: Cli, work: () => Promise<T>): Promise<T> {
  if (await cli.processes.running()) return work();
  cli.output.note('starting the local stack for this command');
  await cli.processes.start();
  try {
    return await work();
  } finally {
    await cli.processes.stop();
  }
}
