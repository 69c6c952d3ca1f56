import type { Actor, CaseId, CaseState, EntryBody, EntryDraft, Source, Subject } from '@afo/domain';
import { authorisationId, epochOf, instantOf } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { keepEvent } from './keep-event.ts';
import type { AttachedFinding } from './keep-event.ts';
import { CaseBook } from './case-book.ts';

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
  /** How long the evidence is kept at least, in days; default 365. */
  readonly retentionDays?: number;
}

const DAY = 86_400_000;

/**
 * Opens a case: `case.opened`, its authorisation, its finding with the raw event as evidence, retention and legal
 * hold on everything that will be stored, and the first checkpoint.
 * @throws SubjectClaimedError when a case is open for the subject: the caller attaches instead
 */
export async function openCase(ports: Ports, request: OpenCase): Promise<CaseId> {
  const now = ports.clock.now();
  const id = ports.caseIds.next(now);
  const until = instantOf(epochOf(now) + (request.retentionDays ?? 365) * DAY);
  await ports.vault.protect(id, { until, legalHold: true });
  const book = await CaseBook.create(ports, id, openingOf(ports, request, until));
  if (request.finding !== undefined) await keepEvent(ports, book, request.finding);
  await book.checkpoint();
  return id;
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
      retention: { until, legalHold: true },
    },
  };
  const granted = request.grantedBy === undefined ? [] : [grantOf(ports, request.grantedBy)];
  const attached: readonly EntryDraft[] =
    request.finding === undefined ? [] : [{ type: 'finding.attached', body: request.finding.body }];
  return [opened, ...granted, ...attached];
}

function grantOf(ports: Ports, by: GrantedBy): EntryDraft {
  return {
    type: 'authorisation.granted',
    actor: by.approver,
    body: {
      authorisation: authorisationId(1),
      kind: by.kind,
      approvers: [by.approver],
      reason: by.reason,
      ...(by.reference === undefined ? {} : { reference: by.reference }),
      scope: 'case',
      from: ports.clock.now(),
    },
  };
}

/**
 * Adds a finding to an open case, with its raw event as evidence. A finding that the case has already (same id, same
 * update) is left alone, and the answer says so.
 */
export async function attachFinding(
  ports: Ports,
  caseId: CaseId,
  finding: AttachedFinding,
): Promise<'attached' | 'known'> {
  const book = await CaseBook.open(ports, caseId);
  const written = await book.append((state) =>
    knows(state, finding.body) ? [] : [{ type: 'finding.attached', body: finding.body }],
  );
  const kept = await keepEvent(ports, book, finding);
  if (written.length > 0 || kept) await book.checkpoint();
  return written.length > 0 ? 'attached' : 'known';
}

/** True when each of the finding's ids is in the case already with the same time of update. */
export function knows(state: CaseState, body: EntryBody<'finding.attached'>): boolean {
  const seen = new Set(
    state.findings.flatMap((finding) =>
      finding.findingIds.map((id) => versionOf(id, finding.updatedAt)),
    ),
  );
  return body.findingIds.every((id) => seen.has(versionOf(id, body.updatedAt)));
}

const versionOf = (id: string, updatedAt: string | undefined): string =>
  JSON.stringify([id, updatedAt ?? null]);
