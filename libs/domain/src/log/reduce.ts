import { DomainError } from '../errors.ts';
import type { EvidenceId, RequestId } from '../identity/ids.ts';
import { ordinalOf } from '../identity/ids.ts';
import type { CaseState, ItemState, RequestState, StepState } from './case-state.ts';
import { planOf, withPart } from '../plan/plan-parts.ts';
import type { Plan } from '../plan/plan.ts';
import type { Entry, EntryBody, EntryType } from './entry.ts';
import { isEntry } from './entry.ts';

/**
 * The case after one more entry.
 * @throws {DomainError} `domain.illegal-entry` when the entry cannot follow: a gap, another case, no opening.
 */
export function reduce(state: CaseState | undefined, entry: Entry): CaseState {
  if (state === undefined) return opened(entry);
  if (entry.seq !== state.size || entry.case !== state.id) {
    throw new DomainError(
      'domain.illegal-entry',
      `entry ${String(entry.seq)} of case ${entry.case} cannot follow ${String(state.size)} entries of case ${state.id}`,
    );
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
  if (entry.seq !== 0 || !isEntry(entry, 'case.opened'))
    throw new DomainError('domain.illegal-entry', 'a case log begins with case.opened, number 0');
  return {
    id: entry.case,
    status: 'open',
    size: 1,
    opened: { ...entry.body, at: entry.at },
    findings: [],
    authorisations: [],
    requests: new Map(),
    planParts: [],
    steps: new Map(),
    items: new Map(),
    runs: [],
    reports: [],
    checkpoints: [],
    lastAt: entry.at,
    next: { evidence: 1, authorisation: 1, request: 1, run: 1 },
  };
}

type Effect<T extends EntryType> = (state: CaseState, entry: Entry<T>) => CaseState;
const unchanged = (state: CaseState): CaseState => state;

/** What each type of entry does to the state; a type without an effect of its own says so here. */
const effects: { readonly [T in EntryType]: Effect<T> } = {
  'case.opened': () => {
    throw new DomainError('domain.illegal-entry', 'a case opens once');
  },
  'case.closed': (state) => ({ ...state, status: 'closed' }),
  'case.reopened': (state) => ({ ...state, status: 'open' }),
  'finding.attached': (state, { body, at }) => ({
    ...state,
    findings: [...state.findings, { ...body, at }],
  }),
  'authorisation.granted': (state, entry) => granted(state, entry),
  'authorisation.pending': (state, { body, at }) =>
    withRequest(state, { ...body, status: 'pending', at }),
  'authorisation.refused': (state, { body }) =>
    endRequest(state, body.request, { status: 'refused', reasonOfEnd: body.reason }),
  'authorisation.expired': (state, { body }) =>
    endRequest(state, body.request, { status: 'expired' }),
  'plan.detailed': (state, { body }) => ({ ...state, planParts: withPart(state.planParts, body) }),
  'plan.made': (state, { body }) => planned(state, body.plan ?? wholePlan(state, body)),
  'step.started': (state, entry) => stepped(state, entry),
  'step.succeeded': (state, entry) => stepped(state, entry),
  'step.failed': (state, entry) => stepped(state, entry),
  'step.skipped': (state, entry) => stepped(state, entry),
  'containment.proven': (state) => ({ ...state, containment: 'proven' }),
  'containment.unproven': (state) => ({ ...state, containment: 'unproven' }),
  'evidence.acquired': (state, { body }) => withItem(state, body.item, { acquired: body }),
  'evidence.sealed': (state, { body }) => withItem(state, body.item, { sealed: body }),
  'evidence.verified': (state, entry) => verified(state, entry),
  'analysis.completed': (state, { body }) => analysed(state, body),
  'report.issued': (state, { body }) => ({ ...state, reports: [...state.reports, body] }),
  'checkpoint.signed': (state, { body }) => ({
    ...state,
    checkpoints: [...state.checkpoints, body],
  }),
  'inventory.recorded': unchanged,
  'preflight.recorded': unchanged,
  'resource.changed': unchanged,
  'evidence.read': unchanged,
  'evidence.exported': unchanged,
  'evidence.transferred': unchanged,
  'evidence.disposed': unchanged,
  'note.added': unchanged,
  'notification.sent': unchanged,
};

function apply(state: CaseState, entry: Entry): CaseState {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the table pairs each type with its own entry
  const effect = effects[entry.type] as Effect<EntryType>;
  return effect(state, entry);
}

function wholePlan(state: CaseState, { inParts }: EntryBody<'plan.made'>): Plan {
  if (inParts === undefined)
    throw new DomainError('domain.illegal-entry', 'plan.made holds no plan');
  return planOf(inParts.outline, inParts.parts, state.planParts);
}

function planned(state: CaseState, plan: Plan): CaseState {
  const evidence = afterAll(
    state,
    plan.items.map(({ item }) => item),
  );
  return { ...state, plan, planParts: [], next: { ...state.next, evidence } };
}

function analysed(state: CaseState, run: EntryBody<'analysis.completed'>): CaseState {
  const next = { ...state.next, run: Math.max(state.next.run, ordinalOf(run.run) + 1) };
  return { ...state, runs: [...state.runs, run], next };
}

function verified(state: CaseState, { body, at }: Entry<'evidence.verified'>): CaseState {
  const { verifications } = itemOf(state, body.item);
  return withItem(state, body.item, { verifications: [...verifications, { ...body, at }] });
}

function granted(state: CaseState, entry: Entry<'authorisation.granted'>): CaseState {
  const { authorisation, request } = entry.body;
  const next = {
    ...state.next,
    authorisation: Math.max(state.next.authorisation, ordinalOf(authorisation) + 1),
  };
  const after = { ...state, authorisations: [...state.authorisations, entry.body], next };
  return request === undefined ? after : endRequest(after, request, { status: 'granted' });
}

function withRequest(state: CaseState, request: RequestState): CaseState {
  const next = {
    ...state.next,
    request: Math.max(state.next.request, ordinalOf(request.request) + 1),
  };
  return { ...state, requests: new Map(state.requests).set(request.request, request), next };
}

function endRequest(
  state: CaseState,
  id: RequestId,
  end: Pick<RequestState, 'status' | 'reasonOfEnd'>,
): CaseState {
  const request = state.requests.get(id);
  if (request === undefined)
    throw new DomainError('domain.illegal-entry', `no request ${id} is pending`);
  return { ...state, requests: new Map(state.requests).set(id, { ...request, ...end }) };
}

function stepped(
  state: CaseState,
  entry: Entry<'step.started' | 'step.succeeded' | 'step.failed' | 'step.skipped'>,
): CaseState {
  const before = state.steps.get(entry.body.key);
  const reserves =
    entry.type === 'step.started'
      ? (entry.body.reserves ?? before?.reserves ?? [])
      : (before?.reserves ?? []);
  const base = {
    ...before,
    key: entry.body.key,
    step: entry.body.step,
    ...(entry.body.item === undefined ? {} : { item: entry.body.item }),
    reserves,
  };
  const steps = new Map(state.steps).set(entry.body.key, { ...base, ...stepChange(entry, before) });
  return { ...state, steps, next: { ...state.next, evidence: afterAll(state, reserves) } };
}

type StepChange = Omit<StepState, 'key' | 'step' | 'item' | 'reserves'>;

function stepChange(
  entry: Entry<'step.started' | 'step.succeeded' | 'step.failed' | 'step.skipped'>,
  before: StepState | undefined,
): StepChange {
  switch (entry.type) {
    case 'step.started':
      return {
        status: 'started',
        ended: false,
        attempt: entry.body.attempt,
        startedAt: before?.startedAt ?? entry.at,
      };
    case 'step.succeeded':
      return { status: 'succeeded', ended: true, attempt: entry.body.attempt, endedAt: entry.at };
    case 'step.skipped':
      return {
        status: 'skipped',
        ended: true,
        attempt: before?.attempt ?? 0,
        reason: entry.body.reason,
        endedAt: entry.at,
      };
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

const itemOf = (state: CaseState, item: EvidenceId): ItemState =>
  state.items.get(item) ?? { item, verifications: [] };

const afterAll = (state: CaseState, items: readonly EvidenceId[]): number =>
  Math.max(state.next.evidence, ...items.map((item) => ordinalOf(item) + 1));
