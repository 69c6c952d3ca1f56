import { resolve } from 'node:path';
import { exportImage } from '@afo/pipeline';
import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';
import { bytesOf } from '../terminal/table.ts';
import { evidenceItem } from './evidence-verify.ts';

/** Names of formats as examiners know them. `e01` keeps no SHA-256 in the file; `ewfx` does (F-68). */
const FORMATS = { raw: 'raw', e01: 'encase6', ewfx: 'ewfx' } as const;

interface ExportFlags {
  readonly format: keyof typeof FORMATS;
  readonly out: string;
  readonly as?: string;
}

/** `afo evidence export`: one item as a raw image or an E01, every digest checked on the way out. */
export const evidenceExport = (cli: Cli): Command =>
  new Command('export')
    .description('write one item as a sparse raw image or an E01; digests are compared')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .argument('<item>', 'e.g. E-0001')
    .requiredOption('--out <file>', 'the file; it must not exist yet')
    .addOption(
      new Option(
        '--format <format>',
        'raw; e01 (holds no SHA-256); ewfx (holds it, read by libewf)',
      )
        .choices(Object.keys(FORMATS))
        .default('raw'),
    )
    .option('--as <name>', 'who exports; default: the user of this terminal')
    .action(async (named: string, item: string, flags: ExportFlags) => {
      const { ports } = await cli.stack();
      const exported = await exportImage(ports, {
        caseId: await findCase(ports.log, named),
        item: evidenceItem(item),
        format: FORMATS[flags.format],
        destination: resolve(flags.out),
        actor: cli.person(flags.as),
        signal: new AbortController().signal,
        progress: ({ done, total, activity }) => {
          cli.output.live(`  ${activity} ${bytesOf(done)} of ${bytesOf(total ?? done)}`);
        },
      });
      cli.output.result(exported, [
        `${exported.path}  ${bytesOf(exported.bytes)}  sha256 ${exported.sha256}`,
        ...exported.limits.map((limit) => `note: ${limit}`),
      ]);
    });
