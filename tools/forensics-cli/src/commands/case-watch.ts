import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';
import { exitCodeOf, limitsOf, remarksOn, shortfallsOf } from '../stack/outcome.ts';
import { watchCase } from '../stack/watch-case.ts';
import { caseView } from './case-show.ts';

/** `afo case watch`: follows a case to the end of its work, or to where it waits for people. */
export const caseWatch = (cli: Cli): Command =>
  new Command('watch')
    .description('follow a case until its work has ended or waits for people')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .action(async (named: string) => {
      const { ports } = await cli.stack();
      const state = await watchCase(cli, await findCase(ports.log, named));
      cli.output.result(
        { ...caseView(state), shortfalls: shortfallsOf(state), limits: limitsOf(state) },
        [
          `case ${state.id}: work has come to its end`,
          ...remarksOn(state).map((text) => `  ${text}`),
        ],
      );
      process.exitCode = exitCodeOf(state);
    });
