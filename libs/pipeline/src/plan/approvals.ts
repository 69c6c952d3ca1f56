import type {
  Actor,
  AuthorisationRequest,
  CaseId,
  CaseState,
  EntryDraft,
  RequestState,
} from '@afo/domain';
import {
  authorisationId,
  epochOf,
  instantOf,
  latestRequest,
  maybeSamePerson,
  requestId,
} from '@afo/domain';
import type { Ports } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { identified } from '../case/identified.ts';
import { tell } from '../case/tell.ts';
import { PipelineError } from '../errors.ts';
import { approvalWait } from '../step/token-jobs.ts';
import { wake } from '../step/wake.ts';

/**
 * Asks people for their yes at an approval point, once; the request names how many, why, and until when.
 * @throws PipelineError `step.no-plan`
 */
export async function requestApproval(
  ports: Ports,
  caseId: CaseId,
  approval: string,
): Promise<void> {
  const book = await CaseBook.open(ports, caseId);
  const written = await book.append((state) =>
    latestRequest(approval, state) === undefined ? [requestOf(ports, state, approval)] : [],
  );
  if (written.length === 0) return;
  await book.checkpoint();
  await tell(ports, book, `Case ${caseId} waits for approval: afo approve ${caseId}`);
}

function requestOf(ports: Ports, state: CaseState, approval: string): EntryDraft {
  if (state.plan === undefined)
    throw new PipelineError('step.no-plan', `case ${state.id} has no plan to approve`);
  const need = state.plan.approval;
  const deadline = instantOf(epochOf(ports.clock.now()) + need.validForSeconds * 1000);
  // A case with no authority at all needs a person even where the playbook asks for none (C2).
  const people = Math.max(1, need.people);
  return {
    type: 'authorisation.pending',
    body: {
      request: requestId(state.next.request),
      approval,
      people,
      reason: need.reason,
      deadline,
      emergency: false,
      approvals: [],
    },
  };
}

export interface Answer {
  readonly caseId: CaseId;
  readonly actor: Actor;
  readonly reason: string;
  readonly reference?: string;
}

/**
 * One person's yes. The last one that is needed grants the authorisation; before that the request stays pending.
 * @throws PipelineError `request.not-pending`, `request.same-person` (two-person rule), `request.expired`
 */
export async function approve(ports: Ports, answer: Answer): Promise<'granted' | 'pending'> {
  const book = await CaseBook.open(ports, answer.caseId);
  const known = await identified(ports, answer);
  const [entry] = await book.append((state) => approvalEntries(ports, state, known));
  await book.checkpoint();
  if (entry?.type === 'authorisation.pending') return 'pending';
  await wake(ports, approvalWait(answer.caseId, APPROVAL));
  return 'granted';
}

function approvalEntries(ports: Ports, state: CaseState, answer: Answer): readonly EntryDraft[] {
  const request = openRequest(ports, state);
  for (const { approver } of request.approvals) refuseSamePerson(approver, answer.actor);
  const approvals = [...request.approvals, { approver: answer.actor, reason: answer.reason }];
  if (approvals.length < request.people)
    return [
      {
        type: 'authorisation.pending',
        actor: answer.actor,
        body: { ...bodyOf(request), approvals },
      },
    ];
  return [
    {
      type: 'authorisation.granted',
      actor: answer.actor,
      body: {
        authorisation: authorisationId(state.next.authorisation),
        kind: 'approval',
        approvers: approvals.map(({ approver }) => approver),
        reason: answer.reason,
        ...(answer.reference === undefined ? {} : { reference: answer.reference }),
        scope: 'case',
        from: ports.clock.now(),
        request: request.request,
      },
    },
  ];
}

function refuseSamePerson(first: Actor, second: Actor): void {
  if (!maybeSamePerson(first, second)) return;
  throw new PipelineError(
    'request.same-person',
    `${wordsOf(second)} is not known to be another person than ${wordsOf(first)}, who has approved already`,
  );
}

const wordsOf = ({ name, identity }: Actor): string =>
  identity === undefined ? name : `${name} (${identity.name})`;

/** A no ends the request; the case goes to its report. @throws PipelineError `request.not-pending`, `request.expired` */
export async function refuse(ports: Ports, answer: Answer): Promise<void> {
  const book = await CaseBook.open(ports, answer.caseId);
  const { actor, reason } = await identified(ports, answer);
  await book.append((state) => {
    const { request } = openRequest(ports, state);
    return [{ type: 'authorisation.refused', actor, body: { request, refusedBy: actor, reason } }];
  });
  await book.checkpoint();
  await wake(ports, approvalWait(answer.caseId, APPROVAL));
}

/** The one approval point of the workflow. */
const APPROVAL = 'plan';

/** Enters that requests whose deadline has passed are void; says whether any was. */
export async function expireApprovals(ports: Ports, caseId: CaseId): Promise<boolean> {
  const book = await CaseBook.open(ports, caseId);
  const written = await book.append((state) => {
    const request = pendingRequest(state);
    if (request === undefined || !isOver(ports, request)) return [];
    return [
      {
        type: 'authorisation.expired',
        body: { request: request.request, deadline: request.deadline },
      },
    ];
  });
  if (written.length === 0) return false;
  await book.checkpoint();
  await tell(
    ports,
    book,
    `The approval that case ${caseId} waited for has expired; nothing was done under it`,
  );
  return true;
}

function openRequest(ports: Ports, state: CaseState): RequestState {
  const request = pendingRequest(state);
  if (request === undefined)
    throw new PipelineError('request.not-pending', `case ${state.id} waits for no approval`);
  if (isOver(ports, request))
    throw new PipelineError(
      'request.expired',
      `the request ${request.request} expired at ${request.deadline}`,
    );
  return request;
}

const pendingRequest = (state: CaseState): RequestState | undefined =>
  [...state.requests.values()].find(({ status }) => status === 'pending');

const isOver = (ports: Ports, request: RequestState): boolean =>
  epochOf(ports.clock.now()) >= epochOf(request.deadline);

function bodyOf(request: RequestState): AuthorisationRequest {
  const { request: id, approval, people, reason, deadline, emergency, approvals } = request;
  return { request: id, approval, people, reason, deadline, emergency, approvals };
}
