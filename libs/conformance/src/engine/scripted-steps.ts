import type { CaseId, CaseState, EntryDraft, EvidenceId, RequestId } from '@afo/domain';
import {
  authorisationId,
  epochOf,
  fold,
  instantOf,
  isAfoError,
  latestRequest,
  requestId,
} from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import type { CaseLog, Clock, Job, JobContext } from '@afo/ports';
import { appendTo } from './append-to.ts';

export interface ScriptedAttempt {
  readonly caseId: CaseId;
  readonly step: string;
  readonly key: string;
  readonly item?: EvidenceId;
  readonly attempt: number;
}

/** What a step does in a test: it returns, or throws (a typed error says whether a retry can help). */
export type Script = (attempt: ScriptedAttempt, signal: AbortSignal) => Promise<void> | void;

interface Options {
  readonly script?: Script;
  readonly kinds?: readonly ('disk' | 'memory' | 'log')[];
  /** People whose yes the plan wants. */
  readonly people?: number;
  /** Work begins before the answer. */
  readonly emergency?: boolean;
  /** Where runs are noted, for steps of several processes. */
  readonly runs?: string[];
}

const ANN = { kind: 'human', name: 'ann' } as const;
const APPROVAL_SECONDS = 3600;

/** Use cases by script, on a real log: what the pipeline does around its handlers, and nothing else. */
export class ScriptedSteps {
  /** `key#attempt` of each run, in order. */
  readonly runs: string[];
  /** How often people were asked, per case. */
  readonly asked: CaseId[] = [];
  readonly #place: { readonly log: CaseLog; readonly clock: Clock };
  readonly #options: Required<Omit<Options, 'runs'>>;

  constructor(log: CaseLog, clock: Clock, options: Options = {}) {
    this.#place = { log, clock };
    this.runs = options.runs ?? [];
    this.#options = {
      script: () => undefined,
      kinds: ['disk', 'disk'],
      people: 0,
      emergency: false,
      ...options,
    };
  }

  readonly runCall = (attempt: ScriptedAttempt, signal: AbortSignal): Promise<void> =>
    this.#run(attempt, signal);

  readonly runJob = ({ case: caseId, ...job }: Job, { signal }: JobContext): Promise<void> =>
    this.#run({ ...job, caseId }, signal);

  readonly recordLost = async (
    attempt: ScriptedAttempt,
    failure: { readonly code: string; readonly cause: string; readonly retryable: boolean },
  ): Promise<void> => {
    await this.#append(attempt, (state) =>
      mayRun(state, attempt) ? [failed(attempt, failure)] : [],
    );
  };

  readonly requestApproval = async (caseId: CaseId, approval: string): Promise<void> => {
    const written = await appendTo(this.#place, caseId, (state) =>
      latestRequest(approval, state) === undefined ? [this.#request(state, approval)] : [],
    );
    if (written > 0) this.asked.push(caseId);
  };

  readonly expireApprovals = async (caseId: CaseId): Promise<void> => {
    await appendTo(this.#place, caseId, (state) => {
      const over = [...state.requests.values()].find(
        ({ status, deadline }) =>
          status === 'pending' && epochOf(deadline) <= epochOf(this.#place.clock.now()),
      );
      if (over === undefined) return [];
      const { request, deadline } = over;
      return [{ type: 'authorisation.expired', body: { request, deadline } }];
    });
  };

  /** A person's yes to whatever is pending. */
  async grant(caseId: CaseId): Promise<void> {
    await this.#answer(caseId, (state, request) => ({
      type: 'authorisation.granted',
      body: {
        authorisation: authorisationId(state.next.authorisation),
        kind: 'approval',
        approvers: [ANN],
        reason: 'agreed',
        scope: 'case',
        from: this.#place.clock.now(),
        request,
      },
    }));
  }

  /** A person's no. */
  async refuse(caseId: CaseId): Promise<void> {
    await this.#answer(caseId, (_, request) => ({
      type: 'authorisation.refused',
      body: { request, refusedBy: ANN, reason: 'not ours' },
    }));
  }

  async #answer(
    caseId: CaseId,
    answer: (state: CaseState, request: RequestId) => EntryDraft,
  ): Promise<void> {
    await appendTo(this.#place, caseId, (state) => {
      const pending = [...state.requests.values()].find(({ status }) => status === 'pending');
      if (pending === undefined) throw new Error(`case ${caseId} waits for no approval`);
      return [answer(state, pending.request)];
    });
  }

  async state(caseId: CaseId): Promise<CaseState> {
    const entries = [];
    for await (const { entry } of this.#place.log.read(caseId)) entries.push(entry);
    const state = fold(entries);
    if (state === undefined) throw new Error(`no case ${caseId}`);
    return state;
  }

  async #run(attempt: ScriptedAttempt, signal: AbortSignal): Promise<void> {
    const started: EntryDraft = { type: 'step.started', body: bodyOf(attempt) };
    const begun = await this.#append(attempt, (state) => (mayRun(state, attempt) ? [started] : []));
    if (begun === 0) return;
    this.runs.push(`${attempt.key}#${String(attempt.attempt)}`);
    const end = await this.#end(attempt, signal);
    await this.#append(attempt, (state) => (isCurrent(state, attempt) ? end : []));
  }

  async #end(attempt: ScriptedAttempt, signal: AbortSignal): Promise<readonly EntryDraft[]> {
    try {
      await this.#options.script(attempt, signal);
      return [...this.#effects(attempt), { type: 'step.succeeded', body: bodyOf(attempt) }];
    } catch (error) {
      const reason: unknown = signal.aborted ? signal.reason : error;
      if (!isAfoError(reason)) throw error;
      const { code, message: cause, retryable } = reason;
      return [failed(attempt, { code, cause, retryable })];
    }
  }

  #effects({ step }: ScriptedAttempt): readonly EntryDraft[] {
    const { kinds, people } = this.#options;
    return step === 'plan'
      ? [{ type: 'plan.made', body: { plan: samplePlan(kinds, people) } }]
      : [];
  }

  #request(state: CaseState, approval: string): EntryDraft {
    const at = epochOf(this.#place.clock.now()) + APPROVAL_SECONDS * 1000;
    return {
      type: 'authorisation.pending',
      body: {
        request: requestId(state.next.request),
        approval,
        people: 1,
        reason: 'the script says so',
        deadline: instantOf(at),
        emergency: this.#options.emergency,
        approvals: [],
      },
    };
  }

  #append(
    { caseId }: ScriptedAttempt,
    build: (state: CaseState) => readonly EntryDraft[],
  ): Promise<number> {
    return appendTo(this.#place, caseId, build);
  }
}

const bodyOf = ({ step, key, item, attempt }: ScriptedAttempt) => ({
  step,
  key,
  attempt,
  ...(item === undefined ? {} : { item }),
});

const failed = (
  attempt: ScriptedAttempt,
  failure: { readonly code: string; readonly cause: string; readonly retryable: boolean },
): EntryDraft => ({
  type: 'step.failed',
  body: {
    ...bodyOf(attempt),
    code: failure.code,
    cause: failure.cause,
    retryable: failure.retryable,
    final: !failure.retryable || attempt.attempt >= 3,
  },
});

function mayRun(state: CaseState, attempt: ScriptedAttempt): boolean {
  const step = state.steps.get(attempt.key);
  if (step === undefined) return true;
  if (step.ended || step.attempt > attempt.attempt) return false;
  return !(step.status === 'failed' && step.attempt === attempt.attempt);
}

const isCurrent = (state: CaseState, attempt: ScriptedAttempt): boolean => {
  const step = state.steps.get(attempt.key);
  return step?.status === 'started' && step.attempt === attempt.attempt;
};
