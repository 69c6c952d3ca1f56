import type { CaseId, Instant } from '@afo/domain';
import { caseWorkflow, isEntry, walk } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { CaseBook } from './case-book.ts';
import { tell } from './tell.ts';
import { takenUp } from './workflow-run.ts';
import type { Stall } from './workflow-run.ts';

export interface EndedWorkflow {
  readonly caseId: CaseId;
  /** The number with which it was started, where the case was taken up anew. */
  readonly again?: number;
  readonly run: Extract<Stall, 'failed' | 'timed-out' | 'aborted'>;
  readonly endedAt: Instant;
}

/**
 * Enters that the workflow of a case ended before the case did, and tells people: nothing goes on by itself any more.
 * It may be told so twice. A workflow that is not the case's newest, or whose case wants nothing more, is passed over.
 * @throws PipelineError `case.not-found`
 */
export async function recordStall(
  ports: Ports,
  { caseId, again, ...ended }: EndedWorkflow,
): Promise<'recorded' | 'passed-over'> {
  const now = await takenUp(ports.log, caseId);
  if (now.state === undefined) throw new PipelineError('case.not-found', `no case ${caseId}`);
  if (again !== now.again) return 'passed-over';
  if (now.state.status === 'closed' || walk(caseWorkflow, now.state).status !== 'waiting')
    return 'passed-over';
  const text = wordsOf(caseId, ended);
  const said = await saidOf(ports, caseId, text);
  const book = await CaseBook.open(ports, caseId);
  if (!said.noted) await book.append(() => [{ type: 'note.added', body: { text } }]);
  if (!said.told) await tell(ports, book, text);
  await book.checkpoint();
  return 'recorded';
}

const WORDS = { failed: 'failed', 'timed-out': 'ran out of time', aborted: 'was aborted' } as const;

const wordsOf = (caseId: CaseId, { run, endedAt }: Pick<EndedWorkflow, 'run' | 'endedAt'>) =>
  `Case ${caseId}: its workflow ${WORDS[run]} at ${endedAt}, before its work was done. ` +
  'Nothing goes on by itself: what is in effect stays in effect. Close the case by force and take it up again to go on.';

/** An attempt before this one may have died between the note and the message. */
async function saidOf({ log }: Ports, caseId: CaseId, text: string) {
  const said = { noted: false, told: false };
  for await (const { entry } of log.read(caseId)) {
    if (isEntry(entry, 'note.added') && entry.body.text === text) said.noted = true;
    if (isEntry(entry, 'notification.sent') && entry.body.message === text) said.told = true;
  }
  return said;
}
