import type { CaseState, ItemState } from '@afo/domain';
import { CaseBook } from '@afo/pipeline';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { findCase } from '../stack/find-case.ts';
import { bytesOf, table } from '../terminal/table.ts';

/** `afo evidence list`: the items of a case with their digests and how they were verified. */
export const evidenceList = (cli: Cli): Command =>
  new Command('list')
    .description('list the evidence items of a case')
    .argument('<case>', 'case id, its beginning or end, or `last`')
    .action(async (named: string) => {
      const { ports } = await cli.stack();
      const { state } = await CaseBook.open(ports, await findCase(ports.log, named));
      const items = itemsOf(state);
      const heading = ['ITEM', 'KIND', 'BYTES', 'SHA-256 AS SEIZED', 'VERIFIED', 'TITLE'];
      cli.output.result(
        { case: state.id, items },
        items.length === 0 ? ['no evidence yet'] : table([heading, ...items.map(rowOf)]),
      );
    });

type Row = ReturnType<typeof viewOf>;

const itemsOf = (state: CaseState): readonly Row[] =>
  [...state.items.values()].sort((a, b) => (a.item < b.item ? -1 : 1)).map(viewOf);

function viewOf({ item, acquired, sealed, verifications }: ItemState) {
  const last = verifications.at(-1);
  return {
    item,
    kind: acquired?.kind,
    title: acquired?.title,
    bytes: acquired?.bytes,
    missingBytes: acquired?.missingBytes,
    sha256: sealed?.sha256,
    manifest: sealed?.manifest,
    sealed: sealed !== undefined,
    verified:
      last === undefined ? null : { at: last.at, occasion: last.occasion, result: last.result },
  };
}

function rowOf({
  item,
  kind,
  bytes,
  missingBytes,
  sha256,
  sealed,
  verified,
  title,
}: Row): readonly string[] {
  const lost =
    missingBytes === undefined || missingBytes === 0 ? '' : ` (${bytesOf(missingBytes)} missing)`;
  const checked = verified === null ? 'not yet' : `${verified.result} ${verified.at}`;
  return [
    item,
    kind ?? '?',
    `${bytesOf(bytes ?? 0)}${lost}`,
    sealed ? (sha256 ?? '') : 'not sealed',
    checked,
    title ?? '',
  ];
}
