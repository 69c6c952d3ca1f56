import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { runTool } from '../stack/child.ts';
import { ExitCode } from '../terminal/exit-code.ts';

/** `afo up`: starts Redis and the apps of this workstation, and leaves them running. */
export const upCommand = (cli: Cli): Command =>
  new Command('up')
    .description('start the local stack: Redis, engine, agents and the finding receiver')
    .action(async () => {
      await cli.processes.start();
      cli.output.result({ status: 'up' }, [
        'the local stack is up; afo status shows it, afo down ends it',
      ]);
    });

/** `afo down`: ends them; cases go on where they were at the next `up`. */
export const downCommand = (cli: Cli): Command =>
  new Command('down')
    .description('end the local stack; cases go on where they were at the next start')
    .action(async () => {
      await cli.processes.stop();
      cli.output.result({ status: 'down' }, ['the local stack is down']);
    });

/** `afo bench`: the benchmarks, side by side with other tools. */
export const benchCommand = (cli: Cli): Command =>
  new Command('bench')
    .description('measure the product side by side with other tools (docs/benchmarks.md)')
    .argument('[what...]', 'which benchmark; none: the list')
    .allowUnknownOption()
    .action(async (what: readonly string[]) => {
      const out = await runTool('bench', what, { say: 'inherit' });
      cli.output.result({ output: out }, out.trimEnd().split('\n'));
      process.exitCode = ExitCode.done;
    });
