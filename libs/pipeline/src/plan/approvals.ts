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
import { atWorkOnHost } from '../host/at-work.ts';
import { approvalWait } from '../step/token-jobs.ts';
import { wake } from '../step/wake.ts';
import { begunAsEmergency, emergencyOf } from './emergency.ts';
import { isNotApproved, notApproved } from './not-approved.ts';

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
    latestRequest(approval, state) === undefined ? requestOf(ports, state, approval) : [],
  );
  if (written.length === 0) return;
  await book.checkpoint();
  await tell(ports, book, invitation(book.state, approval));
}

function invitation(state: CaseState, approval: string): string {
  const request = latestRequest(approval, state);
  return request?.emergency === true
    ? `EMERGENCY: case ${state.id} begins before its approval, which is owed by ${request.deadline}: afo approve ${state.id}`
    : `Case ${state.id} waits for approval: afo approve ${state.id}`;
}

function requestOf(ports: Ports, state: CaseState, approval: string): readonly EntryDraft[] {
  if (state.plan === undefined)
    throw new PipelineError('step.no-plan', `case ${state.id} has no plan to approve`);
  const need = state.plan.approval;
  const now = ports.clock.now();
  const emergency = emergencyOf(state, now);
  const deadline = emergency?.deadline ?? instantOf(epochOf(now) + need.validForSeconds * 1000);
  // A case with no authority at all needs a person even where the playbook asks for none (C2).
  const people = Math.max(1, need.people);
  const pending: EntryDraft = {
    type: 'authorisation.pending',
    body: {
      request: requestId(state.next.request),
      approval,
      people,
      reason: emergency?.reason ?? need.reason,
      deadline,
      emergency: emergency !== undefined,
      approvals: [],
    },
  };
  return [...(emergency?.drafts ?? []), pending];
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
  // Nobody approves the emergency that they began themselves.
  for (const starter of request.emergency ? (begunAsEmergency(state)?.approvers ?? []) : [])
    if (starter.kind === 'human') refuseSamePerson(starter, answer.actor);
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
    `${wordsOf(second)} is not known to be another person than ${wordsOf(first)}, who has approved or begun it already`,
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
    leaveWhole(ports, state);
    return [{ type: 'authorisation.refused', actor, body: { request, refusedBy: actor, reason } }];
  });
  await book.checkpoint();
  if (isNotApproved(book.state)) await tell(ports, book, notApproved(book.state));
  await wake(ports, approvalWait(answer.caseId, APPROVAL));
}

/** A host of which half is closed is worse than one that is closed: what changes it now comes to its end first. */
function leaveWhole(ports: Ports, state: CaseState): void {
  const busy = atWorkOnHost(state, ports.clock.now());
  if (busy === undefined) return;
  throw new PipelineError(
    'case.busy',
    `${busy} is at work on the host, and a no would leave it half done; say it again in a moment`,
    { retryable: true },
  );
}

/** The one approval point of the workflow. */
const APPROVAL = 'plan';

/** True when a deadline has passed, whether that is entered or not: nothing may begin under it any more. */
export const isApprovalOver = (ports: Pick<Ports, 'clock'>, state: CaseState): boolean => {
  const request = pendingRequest(state);
  return request !== undefined && isOver(ports, request);
};

/**
 * Enters that requests whose deadline has passed are void; says whether any was. A step that changes the host comes to
 * its end first.
 */
export async function expireApprovals(ports: Ports, caseId: CaseId): Promise<boolean> {
  const book = await CaseBook.open(ports, caseId);
  const written = await book.append((state) => {
    const request = pendingRequest(state);
    if (request === undefined || !isOver(ports, request)) return [];
    if (atWorkOnHost(state, ports.clock.now()) !== undefined) return [];
    return [
      {
        type: 'authorisation.expired',
        body: { request: request.request, deadline: request.deadline },
      },
    ];
  });
  if (written.length === 0) return false;
  await book.checkpoint();
  const words = isNotApproved(book.state)
    ? notApproved(book.state)
    : `The approval that case ${caseId} waited for has expired; nothing was done under it`;
  await tell(ports, book, words);
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

const isOver = (ports: Pick<Ports, 'clock'>, request: RequestState): boolean =>
  epochOf(ports.clock.now()) >= epochOf(request.deadline);

function bodyOf(request: RequestState): AuthorisationRequest {
  const { request: id, approval, people, reason, deadline, emergency, approvals } = request;
  return { request: id, approval, people, reason, deadline, emergency, approvals };
}
