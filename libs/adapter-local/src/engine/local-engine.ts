import type { CaseId, CaseState, ReadyStep, Walk } from '@afo/domain';
import { epochOf, isAfoError } from '@afo/domain';
import type { CaseLog, WorkflowEngine, WorkflowStatus } from '@afo/ports';
import { callStep } from './call-step.ts';
import { CaseDesk } from './case-desk.ts';
import { clearAway } from './clear-away.ts';
import type { EngineSetup } from './engine-ports.ts';
import { InFlight } from './in-flight.ts';
import { jobOf } from './job-of.ts';
import { lookAfterJob } from './look-after-job.ts';
import { nextAttempt } from './next-attempt.ts';
import { openCases } from './open-cases.ts';
import { sideBySide } from './side-by-side.ts';

/**
 * The workflow engine of one workstation (docs/adr/0002-engine-is-a-reconciler.md): it looks at every open case,
 * compares what the workflow wants with what log and queue say, does what is missing, and looks again whenever the
 * log grows, at least every second. It holds nothing that it could not read again.
 */
export class LocalEngine implements WorkflowEngine {
  readonly #setup: Required<EngineSetup>;
  readonly #desks = new Map<CaseId, CaseDesk>();
  readonly #turns = new Map<CaseId, Promise<unknown>>();
  readonly #inFlight: InFlight;
  /** Cases with a step that found no room to run; they are looked at again as soon as something has ended. */
  readonly #crowdedOut = new Set<CaseId>();
  #lastTick = -Infinity;

  constructor(setup: EngineSetup) {
    this.#setup = {
      concurrency: 8,
      tickMs: 1000,
      graceMs: 60_000,
      onProblem: () => undefined,
      ...setup,
    };
    this.#inFlight = new InFlight(this.#setup.concurrency);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { log, tickMs, graceMs } = this.#setup;
    while (!signal.aborted) {
      // The wait begins before the look: what is appended meanwhile ends it at once, and nothing is missed.
      const news = log.changed(tickMs, signal);
      const begun = performance.now();
      await this.#lookAtAll();
      const took = performance.now() - begun;
      await this.#survive(() => news);
      // Where entries come all the time, it rests as long as it has worked: one look serves many entries.
      await new Promise((resolve) => setTimeout(resolve, Math.min(took, tickMs)));
    }
    await this.#inFlight.end(Math.min(graceMs, 10_000));
  }

  async advance(caseId: CaseId): Promise<WorkflowStatus> {
    const desk = this.#desks.get(caseId) ?? new CaseDesk(caseId);
    this.#desks.set(caseId, desk);
    return this.#inTurn(desk, () => this.#look(desk));
  }

  async #lookAtAll(): Promise<void> {
    await this.#survive(async () => {
      const { log, tickMs } = this.#setup;
      const isTick = performance.now() - this.#lastTick >= tickMs;
      if (isTick) this.#lastTick = performance.now();
      const due = await this.#due(log, isTick);
      await sideBySide(due, 16, async (caseId) => {
        try {
          await this.advance(caseId);
        } catch (error) {
          this.#setup.onProblem({ caseId, error });
        }
      });
    });
  }

  /** Cases whose log has grown, cases that wait for time or jobs at a tick, and cases that were closed. */
  async #due(log: CaseLog, isTick: boolean): Promise<readonly CaseId[]> {
    const due: CaseId[] = [];
    const open = new Set<CaseId>();
    for await (const { id, size } of openCases(log)) {
      open.add(id);
      const desk = this.#desks.get(id);
      const isNews = desk?.size !== size || this.#crowdedOut.has(id);
      if (isNews || (isTick && !desk.resting)) due.push(id);
    }
    return [...due, ...[...this.#desks.keys()].filter((id) => !open.has(id))];
  }

  /** A log or queue that does not answer is tried again; one that is damaged ends the engine. */
  async #survive(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!isAfoError(error) || !error.retryable) throw error;
      this.#setup.onProblem({ error });
      await new Promise((resolve) => setTimeout(resolve, this.#setup.tickMs));
    }
  }

  /** One look at a case at a time. */
  async #inTurn<T>(desk: CaseDesk, look: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(desk.id) ?? Promise.resolve();
    const turn = before.then(look, look);
    const settled = turn.catch(() => undefined);
    this.#turns.set(desk.id, settled);
    void settled.then(() => {
      if (this.#turns.get(desk.id) === settled) this.#turns.delete(desk.id);
    });
    return turn;
  }

  async #look(desk: CaseDesk): Promise<WorkflowStatus> {
    this.#crowdedOut.delete(desk.id);
    const state = await desk.refresh(this.#setup.log);
    if (state === undefined) this.#desks.delete(desk.id);
    if (state === undefined) return { case: desk.id, status: 'done', ready: [], approvals: [] };
    const walk = state.status === 'closed' ? CLOSED : desk.walk(this.#setup.workflow);
    const isClear = await clearAway({
      setup: this.#setup,
      desk,
      state,
      walk,
      inFlight: this.#inFlight,
    });
    const isAllowed = state.status === 'open' && this.#lookAfterApprovals(desk, state, walk);
    if (isClear && isAllowed)
      for (const ready of walk.ready) await this.#lookAfterStep(desk, ready);
    if (isClear) this.#letGo(desk, state, walk);
    return {
      case: desk.id,
      status: walk.status,
      ready: walk.ready.map(({ key }) => key),
      approvals: walk.approvals,
    };
  }

  #letGo(desk: CaseDesk, state: CaseState, walk: Walk): void {
    const pending = [...state.requests.values()].some(({ status }) => status === 'pending');
    if (state.status === 'closed') this.#desks.delete(desk.id);
    else if (walk.status !== 'waiting' && !pending) desk.rest();
  }

  /** Asks where nobody was asked. False when a deadline has passed: nothing is begun before that is entered. */
  #lookAfterApprovals(desk: CaseDesk, state: CaseState, walk: Walk): boolean {
    const { steps, clock } = this.#setup;
    const requests = [...state.requests.values()];
    for (const approval of walk.approvals) {
      if (!requests.some((request) => request.approval === approval))
        this.#once(desk, `ask ${approval}`, () => steps.requestApproval(desk.id, approval));
    }
    const now = epochOf(clock.now());
    const isOver = requests.some(
      ({ status, deadline }) => status === 'pending' && epochOf(deadline) <= now,
    );
    if (isOver) this.#once(desk, 'expire', () => steps.expireApprovals(desk.id));
    return !isOver;
  }

  async #lookAfterStep(desk: CaseDesk, ready: ReadyStep): Promise<void> {
    const { attempt, begun, notBefore } = nextAttempt(ready);
    if (epochOf(this.#setup.clock.now()) < notBefore) return;
    if (ready.node.run.as === 'call') {
      await this.#lookAfterCall(desk, ready, { attempt, begun });
      return;
    }
    const job = jobOf(desk.id, ready, attempt);
    desk.jobs?.set(job.key, undefined);
    await lookAfterJob({ setup: this.#setup, desk, ready, job, begun });
  }

  async #lookAfterCall(
    desk: CaseDesk,
    { node, key, item }: ReadyStep,
    at: { readonly attempt: number; readonly begun: boolean },
  ): Promise<void> {
    const { steps, graceMs } = this.#setup;
    if (this.#inFlight.has(`${desk.id} ${key}`)) return;
    const attempt = {
      caseId: desk.id,
      step: node.name,
      key,
      attempt: at.attempt,
      ...(item === undefined ? {} : { item }),
    };
    if (at.begun) {
      await steps.recordLost(attempt, ENGINE_DIED);
      return;
    }
    if (this.#inFlight.full) this.#crowdedOut.add(desk.id);
    else this.#once(desk, key, (signal) => callStep({ steps, attempt, node, signal, graceMs }));
  }

  #once(desk: CaseDesk, name: string, work: (signal: AbortSignal) => Promise<unknown>): void {
    const whole = `${desk.id} ${name}`;
    if (this.#inFlight.has(whole)) return;
    this.#inFlight.begin(whole, work, (error) => {
      this.#setup.onProblem({ caseId: desk.id, error });
    });
  }
}

const CLOSED: Walk = { status: 'stopped', ready: [], approvals: [] };

const ENGINE_DIED = {
  code: 'step.lost',
  cause: 'the engine died while it carried this out',
  retryable: true,
} as const;
