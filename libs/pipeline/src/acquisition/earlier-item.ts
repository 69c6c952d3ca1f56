import type { CaseState, EarlierItem, EntryBody, EvidenceId, Manifest } from '@afo/domain';
import { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import { readManifest } from '../evidence/read-manifest.ts';
import type { StepContext } from '../step/step.ts';
import { recordedFailure } from './judgement.ts';

/** An item that may stand for the blocks of a disk that have not changed since. */
export interface KnownEarlier {
  readonly since: EarlierItem;
  readonly book: CaseBook;
  readonly manifest: Manifest;
}

/**
 * Finds the earlier item of a disk, and refuses one that does not prove what the disk was: it has to be a disk, whole,
 * sealed, and found to match when it was last read.
 * @throws PipelineError `case.not-found`, `evidence.unknown-item`, `evidence.not-sealed`, `evidence.not-verified`,
 *   `evidence.unfit`, `evidence.digest-mismatch`
 */
export async function findEarlier(
  { ports, book: own }: StepContext,
  since: EarlierItem,
): Promise<KnownEarlier> {
  const book = since.case === own.id ? own : await CaseBook.open(ports, since.case);
  const { manifest } = await readManifest(ports.vault, sealedEarlier(book.state, since.item));
  mustBeWhole(manifest, nameOf(book.state, since.item));
  return { since, book, manifest };
}

/**
 * The same as far as the log alone tells, to refuse an item before a case is opened on it.
 * @throws PipelineError `evidence.unknown-item`, `evidence.not-sealed`, `evidence.not-verified`, `evidence.unfit`
 */
export function sealedEarlier(state: CaseState, item: EvidenceId): EntryBody<'evidence.sealed'> {
  const known = state.items.get(item);
  const name = nameOf(state, item);
  if (known === undefined)
    throw new PipelineError('evidence.unknown-item', `there is no item ${name}`);
  if (known.sealed === undefined)
    throw new PipelineError('evidence.not-sealed', `nothing of ${name} was sealed`);
  if (known.acquired?.kind !== 'disk')
    throw new PipelineError('evidence.unfit', `${name} is no disk`);
  if (known.verifications.at(-1)?.result !== 'match')
    throw new PipelineError('evidence.not-verified', `${name} was not found to be what was sealed`);
  return known.sealed;
}

const nameOf = (state: CaseState, item: EvidenceId): string => `${item} of case ${state.id}`;

function mustBeWhole(manifest: Manifest, name: string): void {
  const { completeness } = manifest;
  if (completeness.missing.length > 0 || recordedFailure(manifest) !== undefined)
    throw new PipelineError('evidence.unfit', `${name} was not acquired whole`);
}

/** Enters that the earlier item is read, in the log of the case that holds it. */
export async function enterReading(
  context: StepContext,
  { since, book }: KnownEarlier,
): Promise<void> {
  const { book: own, task } = context;
  const purpose = `blocks that have not changed since, for ${task.item ?? ''} of case ${own.id}`;
  const draft = { type: 'evidence.read', body: { item: since.item, purpose } } as const;
  if (book === own) {
    await context.record(draft);
    return;
  }
  await book.append(() => [draft]);
  await book.checkpoint();
}
