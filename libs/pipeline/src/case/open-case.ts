import { canonicalJson } from '@afo/custody';
import type { Actor, CaseId, CaseState, EntryBody, EntryDraft, Source, Subject } from '@afo/domain';
import { authorisationId, epochOf, findingIdentity, instantOf } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { identified } from './identified.ts';
import { keepEvents, reservationsFor } from './keep-event.ts';
import type { AttachedFinding } from './keep-event.ts';
import { CaseBook } from './case-book.ts';
import { sayTaken } from './write-back.ts';

/** Who allowed the work, in words for the log. */
export interface GrantedBy {
  readonly kind: 'command' | 'rule';
  readonly approver: Actor;
  readonly reason: string;
  readonly reference?: string;
}

export interface OpenCase {
  readonly title: string;
  readonly subject: Subject;
  readonly origin: EntryBody<'case.opened'>['origin'];
  readonly reason: string;
  readonly sources: readonly Source[];
  readonly openedBy?: Actor;
  readonly finding?: AttachedFinding;
  readonly grantedBy?: GrantedBy;
  /** An order to isolate the host, by the person whose command opens the case. */
  readonly isolate?: boolean;
  /** Work begins before its approval, which is owed for so long; under the authority of the person who opens it. */
  readonly emergency?: { readonly validForSeconds: number };
  /** How long the evidence is kept at least, in days; default 365. */
  readonly retentionDays?: number;
}

const DAY = 86_400_000;

/**
 * Opens a case: `case.opened`, its authorisation, its finding with the raw event as evidence, retention and legal
 * hold on everything that will be stored, and the first checkpoint.
 * @throws SubjectClaimedError when a case is open for the subject: the caller attaches instead; PipelineError
 *   `case.too-many-sources`, `host.not-a-person` for an isolation that no person orders
 */
export async function openCase(ports: Ports, given: OpenCase): Promise<CaseId> {
  refuseTooMany(given.sources);
  refuseOrderOfNobody(given);
  const request = await withIdentities(ports, given);
  const now = ports.clock.now();
  const id = ports.caseIds.next(now);
  const until = instantOf(epochOf(now) + (request.retentionDays ?? 365) * DAY);
  await ports.vault.protect(id, { until, legalHold: true });
  const book = await CaseBook.create(ports, id, openingOf(ports, request, until));
  if (request.finding !== undefined) {
    await keepEvents(ports, book, [request.finding]);
    await sayTaken(ports, book, [request.finding.body]);
  }
  await book.checkpoint();
  return id;
}

/** Whoever opens a case, and the authority that they name, with whom the stack knows to be at the terminal. */
async function withIdentities(ports: Ports, request: OpenCase): Promise<OpenCase> {
  const { openedBy, grantedBy } = request;
  const known = async (actor: Actor) => (await identified(ports, { actor })).actor;
  return {
    ...request,
    ...(openedBy === undefined ? {} : { openedBy: await known(openedBy) }),
    ...(grantedBy === undefined
      ? {}
      : { grantedBy: { ...grantedBy, approver: await known(grantedBy.approver) } }),
  };
}

/** A plan names each source with its title once more and stands in one entry of at most 64 KiB. */
const MOST_SOURCE_BYTES = 56_000;
const BYTES_PER_PLANNED_ITEM = 96;

function refuseTooMany(sources: readonly Source[]): void {
  const bytes = sources.reduce(
    (sum, source) => sum + BYTES_PER_PLANNED_ITEM + canonicalJson([source, source.title]).length,
    0,
  );
  if (bytes <= MOST_SOURCE_BYTES) return;
  throw new PipelineError(
    'case.too-many-sources',
    `${sources.length} sources are more than one plan can name; open several cases, or put logs into one archive`,
  );
}

/** An isolation is ordered by a finding's rule, or by a person: never by whatever opens a case (F-22). */
function refuseOrderOfNobody({ isolate, emergency, grantedBy }: OpenCase): void {
  if (isolate !== true && emergency === undefined) return;
  if (grantedBy?.kind === 'command' && grantedBy.approver.kind === 'human') return;
  throw new PipelineError(
    'host.not-a-person',
    'only a person can order with a case to isolate, or begin it as an emergency',
  );
}

function openingOf(
  ports: Ports,
  request: OpenCase,
  until: EntryBody<'case.opened'>['retention']['until'],
): readonly EntryDraft[] {
  const { title, subject, origin, reason, sources, openedBy: actor = ports.actor } = request;
  const opened: EntryDraft = {
    type: 'case.opened',
    actor,
    body: {
      title,
      subject,
      stack: ports.stack,
      origin,
      reason,
      sources: [...sources],
      ...(request.isolate === true ? { isolate: true } : {}),
      retention: { until, legalHold: true },
    },
  };
  const granted =
    request.grantedBy === undefined ? [] : [grantOf(ports, request, request.grantedBy)];
  const attached = request.finding === undefined ? [] : entriesOf([request.finding], undefined);
  return [opened, ...granted, ...attached];
}

function grantOf(ports: Ports, { emergency }: OpenCase, by: GrantedBy): EntryDraft {
  const from = ports.clock.now();
  return {
    type: 'authorisation.granted',
    actor: by.approver,
    body: {
      authorisation: authorisationId(1),
      kind: emergency === undefined ? by.kind : 'emergency',
      approvers: [by.approver],
      reason: by.reason,
      ...(by.reference === undefined ? {} : { reference: by.reference }),
      scope: 'case',
      from,
      ...(emergency === undefined
        ? {}
        : { until: instantOf(epochOf(from) + emergency.validForSeconds * 1000) }),
    },
  };
}

/**
 * Adds a finding to an open case, with its raw event as evidence. A finding that the case has already (same id, same
 * update, same order) is left alone, and the answer says so.
 * @throws PipelineError `case.not-found`, `case.closed`
 */
export async function attachFinding(
  ports: Ports,
  caseId: CaseId,
  finding: AttachedFinding,
): Promise<'attached' | 'known'> {
  const [outcome] = await attachFindings(ports, await CaseBook.open(ports, caseId), [finding]);
  if (outcome === 'attached' || outcome === 'known') return outcome;
  throw new PipelineError('case.closed', `case ${caseId} is closed`);
}

/**
 * The same for many findings of one case at once, which costs hardly more than one. `closed`: the case takes no
 * finding any more, and nothing was done.
 */
export async function attachFindings(
  ports: Ports,
  book: CaseBook,
  findings: readonly AttachedFinding[],
): Promise<readonly ('attached' | 'known' | 'closed')[]> {
  let fresh: readonly AttachedFinding[] = [];
  let untold: readonly FindingBody[] = [];
  const written = await book.append((state) => {
    fresh = state.status === 'closed' ? [] : unknownOf(state, findings);
    untold = fresh.flatMap(({ body }) => (isAttached(state, body) ? [] : [body]));
    return entriesOf(fresh, state);
  });
  if (book.state.status === 'closed') return findings.map(() => 'closed');
  // The event of a finding that was attached before is kept too, where its writer died; another copy of it is not.
  const named = new Set(book.state.findings.map(({ raw }) => raw.sha256));
  const isOwed = ({ body }: AttachedFinding): boolean => named.has(body.raw.sha256);
  const kept = await keepEvents(ports, book, findings.filter(isOwed));
  if (written.length > 0) await sayTaken(ports, book, untold);
  if (written.length > 0 || kept) await book.checkpoint();
  return findings.map((finding) => (fresh.includes(finding) ? 'attached' : 'known'));
}

/** What enters findings into a case: the findings, and the evidence ids of the events in which they came. */
const entriesOf = (
  findings: readonly AttachedFinding[],
  state: CaseState | undefined,
): readonly EntryDraft[] => [
  ...findings.map(({ body }) => ({ type: 'finding.attached', body }) as const),
  ...reservationsFor(findings, state),
];

/** True when the case has these very findings, in whatever update: they bear its name already. */
const isAttached = (state: CaseState, { findingIds }: FindingBody): boolean =>
  findingIds.every((id) => state.findings.some((seen) => seen.findingIds.includes(id)));

function unknownOf(
  state: CaseState,
  findings: readonly AttachedFinding[],
): readonly AttachedFinding[] {
  const chosen: AttachedFinding[] = [];
  for (const finding of findings) {
    const before = [...state.findings, ...chosen.map(({ body }) => body)];
    if (!knows({ findings: before }, finding.body)) chosen.push(finding);
  }
  return chosen;
}

type FindingBody = EntryBody<'finding.attached'>;

/**
 * True when the case has each of the finding's ids already with the same time of update, under the same order: a
 * person's custom action on a finding that came by itself before is news, and so is an order to isolate.
 */
export function knows(
  state: { readonly findings: readonly FindingBody[] },
  body: FindingBody,
): boolean {
  return body.findingIds.every((id) =>
    state.findings.some(
      (seen) =>
        seen.updatedAt === body.updatedAt &&
        seen.action === body.action &&
        (seen.isolate || !body.isolate) &&
        seen.findingIds.some((other) => findingIdentity(other) === findingIdentity(id)),
    ),
  );
}
