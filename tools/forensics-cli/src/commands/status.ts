import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { concerns } from '../stack/workflow-words.ts';
import { table } from '../terminal/table.ts';

/** `afo status`: what runs, which cases are open, and by which key checkpoints are signed. */
export const statusCommand = (cli: Cli): Command =>
  new Command('status')
    .description('show what runs, which cases are open, and the public key')
    .action(async () => {
      const processes = await cli.processes.status();
      const { ports } = await cli.stack();
      const [open, publicKey, waiting] = await Promise.all([
        ports.log.list({ status: 'open' }),
        ports.signer.publicKey(),
        ports.rejected.list(),
      ]);
      const stuck = await concerns(ports, open);
      cli.output.result(
        {
          home: cli.home,
          stack: processes,
          openCases: open,
          concerns: stuck,
          publicKey,
          rejectedEvents: waiting.length,
        },
        [
          `data folder  ${cli.home}`,
          `public key   ${publicKey}`,
          `local stack  ${processes.state}`,
          ...table(
            processes.children.map(({ name, state, restarts, facts }) => [
              `  ${name}`,
              state,
              restarts === 0 ? '' : `${restarts} restarts`,
              String(facts['address'] ?? ''),
            ]),
          ),
          `open cases   ${open.length}`,
          ...open.map(({ id, title }) => `  ${id}  ${title}`),
          ...(stuck.length === 0 ? [] : [`concern      ${stuck.length} case(s)`]),
          ...stuck.map(({ case: id, reason }) => `  ${id}  ${reason}`),
          `rejected     ${waiting.length} event(s) wait for replay`,
        ],
      );
    });
