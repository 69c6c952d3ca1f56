import { readFile } from 'node:fs/promises';
import { runChecks } from '@afo/verify';
import type { Verification, VerifyOptions } from '@afo/verify';
import { decodeZstd, verifyPath, withBundle } from '@afo/verify/node';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { readInput } from '../stack/read-input.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { bytesOf, table } from '../terminal/table.ts';

interface VerifyFlags {
  readonly key?: readonly string[];
  readonly keyFile?: readonly string[];
  readonly timestampRoot?: readonly string[];
  readonly checkpoint?: readonly string[];
  readonly checks?: true;
}

/** `afo verify`: proves a bundle with public keys alone; needs no stack, no network, no configuration. */
export const verifyCommand = (cli: Cli): Command =>
  new Command('verify')
    .description(
      'prove that a bundle is whole; exit status 0 proven, 1 tampered, 2 no bundle, 3 proven except what is missing',
    )
    .argument('<bundle>', 'a bundle: folder or tar')
    .option('--key <vkey...>', 'public key that you trust, as a vkey; then no other key counts')
    .option('--key-file <file...>', 'the same, in a file')
    .option('--timestamp-root <file...>', 'certificate (PEM or DER) that you trust for time stamps')
    .option(
      '--checkpoint <file...>',
      'checkpoint that you know from elsewhere; the bundle must agree with it',
    )
    .option('--checks', 'answer the custody checks C1 to C48 too, as far as a bundle can show them')
    .action(async (path: string, flags: VerifyFlags) => {
      const options = await optionsOf(cli, flags);
      if (flags.checks === true) await showChecks(cli, path, options);
      else show(cli, await verifyPath(path, options));
    });

async function optionsOf(cli: Cli, flags: VerifyFlags): Promise<VerifyOptions> {
  return {
    keys: [...(flags.key ?? []), ...(await textsOf(flags.keyFile))],
    timestampRoots: await Promise.all((flags.timestampRoot ?? []).map(readInput)),
    knownCheckpoints: await Promise.all((flags.checkpoint ?? []).map(readInput)),
    onProgress: ({ done, total, path: file }) => {
      cli.output.live(`  ${bytesOf(done)} of ${bytesOf(total)}  ${file}`);
    },
  };
}

function show(cli: Cli, verification: Verification): void {
  cli.output.result(verification, verdictOf(verification));
  process.exitCode = verification.exitCode;
}

/** A check that fails without a fault of the bundle is a shortfall of the case: status 3. */
async function showChecks(cli: Cli, path: string, options: VerifyOptions): Promise<void> {
  const { verification, checks } = await withBundle(path, (reader) =>
    runChecks(reader, { decode: decodeZstd, ...options }),
  );
  const rows = checks.map(({ id, result, claim, reason }) => [id, result, claim, reason]);
  cli.output.result({ ...verification, checks }, [...verdictOf(verification), '', ...table(rows)]);
  const failed = checks.some(({ result }) => result === 'fail');
  process.exitCode =
    verification.exitCode === 0 && failed ? ExitCode.partial : verification.exitCode;
}

const textsOf = (files: readonly string[] = []): Promise<readonly string[]> =>
  Promise.all(files.map(async (file) => (await readFile(file, 'utf8')).trim()));

const VERDICTS = {
  proven: 'PROVEN: everything in the bundle is as it was signed',
  incomplete: 'PROVEN EXCEPT WHAT IS MISSING: see the list below',
  tampered: 'TAMPERED OR BROKEN: do not rely on it',
  unreadable: 'NOT A BUNDLE: it cannot be read as one',
} as const;

const BASES = {
  pinned: 'rests on the key that you gave',
  'bundle-key':
    'rests on the key in the bundle itself: unchanged since its maker signed it; give --key to pin the maker',
  none: 'rests on no key',
} as const;

const ALGORITHMS = { ed25519: 'Ed25519', 'ecdsa-p256': 'ECDSA P-256 with SHA-256' } as const;

/** The verdict for people; `afo demo` prints it too. */
export function verdictOf({
  status,
  faults,
  missing,
  notes,
  omitted,
  checked,
  trust,
  ...rest
}: Verification): readonly string[] {
  const { items } = checked;
  return [
    VERDICTS[status],
    ...(rest.case === undefined ? [] : [`case     ${rest.case}`]),
    `trust    ${BASES[trust.basis]}${trust.time === 'none' ? '' : `; time: ${trust.time}`}`,
    ...signedBy(trust),
    `checked  ${checked.entries} entries (${checked.signedEntries} under a checkpoint), ${checked.checkpoints} checkpoints, ${checked.reports} report file(s)`,
    `         ${items.byBytes.length} item(s) by their bytes, ${items.byManifest.length} by their manifest; ${checked.files} files, ${bytesOf(checked.bytes)}`,
    ...faults.map(({ code, place, message }) => `fault    ${place}: ${message} (${code})`),
    ...missing.map(({ place, message }) => `missing  ${place}: ${message}`),
    ...notes.map(({ place, message }) => `note     ${place}: ${message}`),
    ...(omitted > 0 ? [`         and ${omitted} more`] : []),
  ];
}

/** How the keys sign that the verdict rests on. */
function signedBy({ keys }: Verification['trust']): readonly string[] {
  const used = keys.filter(({ checkpoints }) => checkpoints > 0);
  const names = new Set(used.map(({ algorithm }) => ALGORITHMS[algorithm]));
  return names.size === 0 ? [] : [`signed   ${[...names].join(' and ')}`];
}
