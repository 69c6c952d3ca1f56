import type { Actor, CaseId, CaseState } from '@afo/domain';
import { caseWorkflow, walk } from '@afo/domain';
import type { Ports, Waiting } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { approvalWait } from '../step/token-jobs.ts';
import { wake } from '../step/wake.ts';
import { CaseBook } from './case-book.ts';

export interface CloseCase {
  readonly caseId: CaseId;
  readonly actor: Actor;
  readonly reason: string;
  /** Close although the workflow has not ended; the log then says how far it had come. */
  readonly force?: boolean;
}

/**
 * Ends a case and signs its last checkpoint; where a state machine runs the workflow, it is woken and ends too. Retention and legal hold stay as they are.
 * @throws PipelineError `case.closed`, `case.still-working`
 */
export async function closeCase(ports: Ports, request: CloseCase): Promise<void> {
  const book = await CaseBook.open(ports, request.caseId);
  const waits = waitsOf(book.state);
  await book.append((state) => {
    if (state.status === 'closed')
      throw new PipelineError('case.closed', `case ${state.id} is closed already`);
    const { status } = walk(caseWorkflow, state);
    if (owedOf(state).length > 0 && request.force !== true)
      throw new PipelineError(
        'case.still-working',
        `the approval of case ${state.id} is still owed; answer it, wait, or close it with force`,
      );
    if (status === 'waiting' && request.force !== true) {
      throw new PipelineError(
        'case.still-working',
        `case ${state.id} has not come to its end; close it with force, or wait`,
      );
    }
    const reason =
      status === 'waiting'
        ? `${request.reason} (closed by force before the workflow had ended)`
        : request.reason;
    return [{ type: 'case.closed', actor: request.actor, body: { reason } }];
  });
  await book.checkpoint();
  for (const waiting of waits) await wake(ports, waiting);
}

/** All that may be waited for: attempts that are at work, first ones in a queue, and answers of people. */
function waitsOf(state: CaseState): readonly Waiting[] {
  const { ready, approvals } = walk(caseWorkflow, state);
  const begun = [...state.steps.values()].filter(({ status }) => status === 'started');
  const attempts = new Map([
    ...ready.map(({ key }) => [key, 1] as const),
    ...begun.map(({ key, attempt }) => [key, attempt] as const),
  ]);
  return [
    ...[...attempts].map(([key, attempt]) => ({ case: state.id, key, attempt })),
    ...new Set([...approvals, ...owedOf(state)])
      .values()
      .map((approval) => approvalWait(state.id, approval)),
  ];
}

/** Approval points that were passed as an emergency, and whose answer has not come. */
const owedOf = ({ requests }: CaseState): readonly string[] =>
  [...requests.values()]
    .filter(({ status, emergency }) => status === 'pending' && emergency)
    .map(({ approval }) => approval);

/**
 * Takes a closed case up again; where a state machine runs the workflow, a new one goes on where the log ends. So a case
 * whose execution was lost is closed by force and taken up again. @throws PipelineError `case.nothing-to-do`
 */
export async function reopenCase(ports: Ports, request: CloseCase): Promise<void> {
  const book = await CaseBook.open(ports, request.caseId);
  await book.append((state) => {
    if (state.status === 'open')
      throw new PipelineError('case.nothing-to-do', `case ${state.id} is open`);
    return [{ type: 'case.reopened', actor: request.actor, body: { reason: request.reason } }];
  });
  await ports.starter?.start(book.id, book.state.size);
  await book.checkpoint();
}

/** Adds a note of a person to the log; closed cases take notes too. */
export async function addNote(
  ports: Ports,
  request: { readonly caseId: CaseId; readonly actor: Actor; readonly text: string },
): Promise<void> {
  const book = await CaseBook.open(ports, request.caseId);
  await book.append(() => [
    { type: 'note.added', actor: request.actor, body: { text: request.text } },
  ]);
  await book.checkpoint();
}
