import { hurried, RunningClock, ScriptedSteps } from '@afo/conformance';
import type { EngineStand, StandOptions } from '@afo/conformance';
import { MemoryCaseLog, MemoryJobs, MemoryQueue } from '@afo/conformance/memory';
import { caseWorkflow, queueNames } from '@afo/domain';
import type { CaseLog, JobQueue } from '@afo/ports';
import { LocalEngine } from '../src/engine/local-engine.ts';
import type { EngineSetup } from '../src/engine/engine-ports.ts';

export interface LocalStand extends EngineStand {
  readonly clock: RunningClock;
  readonly jobs: MemoryJobs;
  readonly queue: MemoryQueue;
  readonly problems: unknown[];
  engine(change?: Partial<EngineSetup>): LocalEngine;
}

export interface LocalStandOptions extends StandOptions {
  readonly log?: CaseLog;
  readonly setup?: Partial<EngineSetup>;
  readonly backoffSeconds?: number;
  /** The life of the next engine; default one that lasts. */
  readonly life?: () => Life;
}

/** The local engine with queue and log in memory; what is killed is cut off from both, as a dead process is. */
export function localStand(options: LocalStandOptions = {}): LocalStand {
  const log = options.log ?? new MemoryCaseLog();
  const clock = new RunningClock();
  const jobs = new MemoryJobs();
  const steps = new ScriptedSteps(log, clock, options);
  const { timeoutSeconds = 30, backoffSeconds = 0.01 } = options;
  const problems: unknown[] = [];
  const ends: (() => Promise<void>)[] = [];
  const base = {
    workflow: hurried(caseWorkflow, { timeoutSeconds, retry: { attempts: 3, backoffSeconds } }),
    clock,
    tickMs: 40,
    graceMs: 200,
    onProblem: (problem: unknown) => problems.push(problem),
    ...options.setup,
  };
  const queue = new MemoryQueue(jobs);
  return {
    log,
    steps,
    clock,
    jobs,
    queue,
    problems,
    engine: (change) => new LocalEngine({ ...base, log, queue, steps, ...change }),
    startEngine: () => {
      const life = options.life?.() ?? new Life();
      const engine = new LocalEngine({
        ...base,
        log: life.bind<CaseLog>(log),
        queue: life.bind<JobQueue>(queue),
        steps: life.bind(
          new ScriptedSteps(life.bind<CaseLog>(log), clock, { ...options, runs: steps.runs }),
        ),
      });
      const abort = new AbortController();
      const run = engine.run(abort.signal);
      const end = async (): Promise<void> => {
        abort.abort();
        if (!life.over) await run;
      };
      ends.push(end);
      return Promise.resolve({
        kill: () => {
          life.end();
          return Promise.resolve();
        },
      });
    },
    startWorker: async () => {
      const life = new Life();
      const bound = new ScriptedSteps(life.bind<CaseLog>(log), clock, {
        ...options,
        runs: steps.runs,
      });
      const workers = await Promise.all(
        queueNames.map((name) => queue.run(name, bound.runJob, { concurrency: 4 })),
      );
      ends.push(async () => {
        await Promise.all(workers.map((worker) => worker.stop(0)));
      });
      return {
        kill: () => {
          life.end();
          for (const worker of workers) worker.die();
          return Promise.resolve();
        },
      };
    },
    dispose: async () => {
      for (const end of ends) await end();
    },
  };
}

interface Fuse {
  readonly at: number;
  readonly when: 'before' | 'after';
}

const WRITES = new Set([
  'append',
  'enqueue',
  'cancel',
  'runCall',
  'recordLost',
  'requestApproval',
  'expireApprovals',
]);

/** The life of a process: when it is over, nothing that it asked is answered any more, and nothing it asks is done. */
export class Life {
  over = false;
  /** Writes that it has asked for. */
  writes = 0;
  readonly #fuse: Fuse | undefined;

  /** With a fuse it ends by itself, just before or just after it does its n-th write. */
  constructor(fuse?: Fuse) {
    this.#fuse = fuse;
  }

  end(): void {
    this.over = true;
  }

  bind<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (of, name) => {
        const member: unknown = Reflect.get(of, name, of);
        if (typeof member !== 'function') return member;
        const isWrite = WRITES.has(String(name));
        return (...given: unknown[]) =>
          this.#call(isWrite, () => member.apply(of, given) as unknown);
      },
    });
  }

  #call(isWrite: boolean, act: () => unknown): unknown {
    if (this.over) return new Promise(() => undefined);
    if (isWrite) this.writes += 1;
    if (isWrite && this.writes === this.#fuse?.at) this.over = true;
    if (this.over && this.#fuse?.when === 'before') return new Promise(() => undefined);
    const answer = act();
    if (!(answer instanceof Promise)) return answer;
    return new Promise((resolve, reject) => {
      answer.then(
        (value: unknown) => {
          if (!this.over) resolve(value);
        },
        (error: unknown) => {
          if (!this.over) reject(error instanceof Error ? error : new Error('no error'));
        },
      );
    });
  }
}
