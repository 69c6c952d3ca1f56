import { resolve } from 'node:path';
import type { EvidenceId } from '@afo/domain';
import { exportBundle } from '@afo/pipeline';
import type { ExportedBundle } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';
import { bytesOf } from '../terminal/table.ts';
import { evidenceItem } from './evidence-verify.ts';

interface ExportFlags {
  readonly out: string;
  readonly tar?: true;
  readonly withEvidence?: true | readonly string[];
  readonly as?: string;
}

/** `afo export`: writes the bundle of a case, for others to take away and verify. */
export const exportCommand = (cli: Cli): Command =>
  new Command('export')
    .description(
      'write the bundle of a case: log, checkpoints, keys, manifests, report, and evidence if wanted',
    )
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .requiredOption('--out <path>', 'the bundle; it must not exist yet')
    .option('--tar', 'one tar archive instead of a folder')
    .option(
      '--with-evidence [items...]',
      'with the bytes of all items, or of these; the rest is listed with its digests',
    )
    .option('--as <name>', 'who exports; default: the user of this terminal')
    .action(async (named: string, flags: ExportFlags) => {
      const { ports, sinks } = await cli.stack();
      const bundle = await exportBundle(
        { ports, sinks },
        {
          caseId: await findCase(ports.log, named),
          destination: {
            path: resolve(flags.out),
            format: flags.tar === true ? 'tar' : 'directory',
          },
          evidence: evidenceOf(flags.withEvidence),
          actor: cli.person(flags.as),
          progress: ({ done, activity }) => {
            cli.output.live(`  ${activity} ${bytesOf(done)}`);
          },
        },
      );
      cli.output.result(bundle, linesOf(bundle));
    });

function evidenceOf(flag: ExportFlags['withEvidence']): 'all' | 'none' | readonly EvidenceId[] {
  if (flag === undefined) return 'none';
  if (flag === true) return 'all';
  return flag.map(evidenceItem);
}

const linesOf = ({
  path,
  entries,
  root,
  items,
  left,
  bytes,
}: ExportedBundle): readonly string[] => [
  `bundle  ${path} (${bytesOf(bytes)})`,
  `log     ${entries} entries, root ${root}`,
  `items   ${items.length} with their bytes; ${left} object(s) stay in the vault and are listed in fetch.txt`,
  `check   afo verify ${path}`,
];
