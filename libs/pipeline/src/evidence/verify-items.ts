import type { Actor, CaseId, EntryBody, EvidenceId } from '@afo/domain';
import type { Ports, Progress } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import { recheckItem } from './recheck-item.ts';

export interface VerifyItems {
  readonly caseId: CaseId;
  /** All sealed items when left out. */
  readonly items?: readonly EvidenceId[];
  readonly actor: Actor;
  readonly signal: AbortSignal;
  readonly progress: (item: EvidenceId, progress: Progress) => void;
}

/**
 * Reads items of a case again at somebody's request and enters each result (CUS-5, C36). All of them are looked at,
 * also when one does not match.
 * @throws PipelineError `case.not-found`, `evidence.unknown-item`, `evidence.not-sealed`
 */
export async function verifyItems(
  ports: Ports,
  request: VerifyItems,
): Promise<readonly EntryBody<'evidence.verified'>[]> {
  const book = await CaseBook.open(ports, request.caseId);
  const results: EntryBody<'evidence.verified'>[] = [];
  for (const sealed of wanted(book, request.items)) {
    const progress = (news: Progress): void => {
      request.progress(sealed.item, news);
    };
    const body = await recheckItem({
      ports,
      sealed,
      occasion: 'request',
      signal: request.signal,
      progress,
    });
    await book.append(() => [{ type: 'evidence.verified', actor: request.actor, body }]);
    results.push(body);
  }
  if (results.length > 0) await book.checkpoint();
  return results;
}

function wanted(
  book: CaseBook,
  named: readonly EvidenceId[] | undefined,
): readonly EntryBody<'evidence.sealed'>[] {
  const { items } = book.state;
  if (named === undefined) return [...items.values()].flatMap(({ sealed }) => sealed ?? []);
  return named.map((id) => {
    const item = items.get(id);
    if (item === undefined)
      throw new PipelineError('evidence.unknown-item', `case ${book.id} has no item ${id}`);
    if (item.sealed === undefined)
      throw new PipelineError('evidence.not-sealed', `${id} is not in the vault`);
    return item.sealed;
  });
}
