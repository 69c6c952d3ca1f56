import { DomainError } from '../errors.ts';
import type { EvidenceId, RequestId } from '../identity/ids.ts';
import { ordinalOf } from '../identity/ids.ts';
import type { CaseState, ItemState, RequestState, StepState } from './case-state.ts';
import type { Entry } from './entry.ts';
import { isEntry } from './entry.ts';

/**
 * The case after one more entry.
 * @throws {DomainError} `domain.illegal-entry` when the entry cannot follow: a gap, another case, no opening.
 */
export function reduce(state: CaseState | undefined, entry: Entry): CaseState {
  if (state === undefined) return opened(entry);
  if (entry.seq !== state.size || entry.case !== state.id) {
    throw new DomainError('domain.illegal-entry', `entry ${String(entry.seq)} of case ${entry.case} cannot follow ${String(state.size)} entries of case ${state.id}`);
  }
  return { ...apply(state, entry), size: state.size + 1, lastAt: entry.at };
}

/** The case that a whole log tells, or undefined for an empty log. */
export function fold(entries: Iterable<Entry>): CaseState | undefined {
  let state: CaseState | undefined;
  for (const entry of entries) state = reduce(state, entry);
  return state;
}

function opened(entry: Entry): CaseState {
  if (entry.seq !== 0 || !isEntry(entry, 'case.opened')) throw new DomainError('domain.illegal-entry', 'a case log begins with case.opened, number 0');
  return {
    id: entry.case,
    status: 'open',
    size: 1,
    opened: { ...entry.body, at: entry.at },
    findings: [],
    authorisations: [],
    requests: new Map(),
    steps: new Map(),
    items: new Map(),
    runs: [],
    reports: [],
    checkpoints: [],
    lastAt: entry.at,
    next: { evidence: 1, authorisation: 1, request: 1, run: 1 },
  };
}

function apply(state: CaseState, entry: Entry): CaseState {
  switch (entry.type) {
    case 'case.opened':
      throw new DomainError('domain.illegal-entry', 'a case opens once');
    case 'case.closed':
      return { ...state, status: 'closed' };
    case 'case.reopened':
      return { ...state, status: 'open' };
    case 'finding.attached':
      return { ...state, findings: [...state.findings, { ...entry.body, at: entry.at }] };
    case 'authorisation.granted':
      return granted(state, entry);
    case 'authorisation.pending':
      return withRequest(state, { ...entry.body, status: 'pending', at: entry.at });
    case 'authorisation.refused':
      return endRequest(state, entry.body.request, { status: 'refused', reasonOfEnd: entry.body.reason });
    case 'authorisation.expired':
      return endRequest(state, entry.body.request, { status: 'expired' });
    case 'plan.made':
      return { ...state, plan: entry.body.plan, next: { ...state.next, evidence: afterAll(state, entry.body.plan.items.map(({ item }) => item)) } };
    case 'step.started':
    case 'step.succeeded':
    case 'step.failed':
    case 'step.skipped':
      return stepped(state, entry);
    case 'containment.proven':
      return { ...state, containment: 'proven' };
    case 'containment.unproven':
      return { ...state, containment: 'unproven' };
    case 'evidence.acquired':
      return withItem(state, entry.body.item, { acquired: entry.body });
    case 'evidence.sealed':
      return withItem(state, entry.body.item, { sealed: entry.body });
    case 'evidence.verified':
      return withItem(state, entry.body.item, { verifications: [...itemOf(state, entry.body.item).verifications, { ...entry.body, at: entry.at }] });
    case 'analysis.completed':
      return { ...state, runs: [...state.runs, entry.body], next: { ...state.next, run: Math.max(state.next.run, ordinalOf(entry.body.run) + 1) } };
    case 'report.issued':
      return { ...state, reports: [...state.reports, entry.body] };
    case 'checkpoint.signed':
      return { ...state, checkpoints: [...state.checkpoints, entry.body] };
    case 'inventory.recorded':
    case 'preflight.recorded':
    case 'resource.changed':
    case 'evidence.read':
    case 'evidence.exported':
    case 'evidence.transferred':
    case 'evidence.disposed':
    case 'note.added':
    case 'notification.sent':
      return state;
  }
}

function granted(state: CaseState, entry: Entry<'authorisation.granted'>): CaseState {
  const { authorisation, request } = entry.body;
  const next = { ...state.next, authorisation: Math.max(state.next.authorisation, ordinalOf(authorisation) + 1) };
  const after = { ...state, authorisations: [...state.authorisations, entry.body], next };
  return request === undefined ? after : endRequest(after, request, { status: 'granted' });
}

function withRequest(state: CaseState, request: RequestState): CaseState {
  const next = { ...state.next, request: Math.max(state.next.request, ordinalOf(request.request) + 1) };
  return { ...state, requests: new Map(state.requests).set(request.request, request), next };
}

function endRequest(state: CaseState, id: RequestId, end: Pick<RequestState, 'status' | 'reasonOfEnd'>): CaseState {
  const request = state.requests.get(id);
  if (request === undefined) throw new DomainError('domain.illegal-entry', `no request ${id} is pending`);
  return { ...state, requests: new Map(state.requests).set(id, { ...request, ...end }) };
}

function stepped(state: CaseState, entry: Entry<'step.started' | 'step.succeeded' | 'step.failed' | 'step.skipped'>): CaseState {
  const before = state.steps.get(entry.body.key);
  const reserves = entry.type === 'step.started' ? (entry.body.reserves ?? before?.reserves ?? []) : (before?.reserves ?? []);
  const base = { ...before, key: entry.body.key, step: entry.body.step, ...(entry.body.item === undefined ? {} : { item: entry.body.item }), reserves };
  const steps = new Map(state.steps).set(entry.body.key, { ...base, ...stepChange(entry, before) });
  return { ...state, steps, next: { ...state.next, evidence: afterAll(state, reserves) } };
}

type StepChange = Omit<StepState, 'key' | 'step' | 'item' | 'reserves'>;

function stepChange(entry: Entry<'step.started' | 'step.succeeded' | 'step.failed' | 'step.skipped'>, before: StepState | undefined): StepChange {
  switch (entry.type) {
    case 'step.started':
      return { status: 'started', ended: false, attempt: entry.body.attempt, startedAt: before?.startedAt ?? entry.at };
    case 'step.succeeded':
      return { status: 'succeeded', ended: true, attempt: entry.body.attempt, endedAt: entry.at };
    case 'step.skipped':
      return { status: 'skipped', ended: true, attempt: before?.attempt ?? 0, reason: entry.body.reason, endedAt: entry.at };
    case 'step.failed': {
      const { attempt, code, cause, retryable, final } = entry.body;
      return { status: 'failed', ended: final, attempt, code, cause, retryable, endedAt: entry.at };
    }
  }
}

function withItem(state: CaseState, item: EvidenceId, change: Partial<ItemState>): CaseState {
  const items = new Map(state.items).set(item, { ...itemOf(state, item), ...change });
  return { ...state, items, next: { ...state.next, evidence: afterAll(state, [item]) } };
}

const itemOf = (state: CaseState, item: EvidenceId): ItemState => state.items.get(item) ?? { item, verifications: [] };

const afterAll = (state: CaseState, items: readonly EvidenceId[]): number => Math.max(state.next.evidence, ...items.map((item) => ordinalOf(item) + 1));
