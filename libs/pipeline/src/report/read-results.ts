import type { Actor, CaseId } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { itemsToRead } from './gather.ts';
import type { Results } from './results.ts';
import { readResults } from './results.ts';

export interface ReadCaseResults {
  readonly caseId: CaseId;
  readonly actor: Actor;
  /** Why they are read; it is entered in the case log. */
  readonly purpose: string;
}

/**
 * Reads detections and timeline of a case for a person; every item that is read is entered as `evidence.read` first
 * (CUS-4). What cannot be believed is in `unread`, never silently left out.
 */
export async function readCaseResults(ports: Ports, request: ReadCaseResults): Promise<Results> {
  const book = await CaseBook.open(ports, request.caseId);
  const items = itemsToRead(book.state);
  await book.append(() =>
    items.map((item) => ({
      type: 'evidence.read',
      actor: request.actor,
      body: { item, purpose: request.purpose },
    })),
  );
  return readResults(ports, book.state, items);
}
