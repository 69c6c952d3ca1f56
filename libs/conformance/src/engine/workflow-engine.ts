import { afterEach, describe, expect, it } from 'vitest';
import type { CaseId, CaseState } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { CaseLog } from '@afo/ports';
import { delay, eventually } from '../eventually.ts';
import { caseNumber, host, lineAt, opening } from '../log-lines.ts';
import type { Script, ScriptedSteps } from './scripted-steps.ts';

/** Engine, workers and log of a test, with use cases by script. */
export interface EngineStand {
  readonly log: CaseLog;
  readonly steps: ScriptedSteps;
  /** Starts an engine; `kill` ends it without a last word. */
  startEngine(): Promise<{ kill(): Promise<void> }>;
  /** Starts a worker of all queues; `kill` ends it without a last word. */
  startWorker(): Promise<{ kill(): Promise<void> }>;
  dispose(): Promise<void>;
}

export interface StandOptions {
  readonly script?: Script;
  readonly kinds?: readonly ('disk' | 'memory' | 'log')[];
  readonly people?: number;
  readonly emergency?: boolean;
  /** Time of an attempt; default 30 s. */
  readonly timeoutSeconds?: number;
}

const GRANT = {
  type: 'authorisation.granted',
  body: {
    authorisation: 'A-0001',
    kind: 'command',
    approvers: [{ kind: 'human', name: 'ann' }],
    reason: 'ordered',
    scope: 'case',
    from: '2026-11-24T03:00:00.000Z',
  },
} as const;

/** Opens the n-th case, with the authority that its opener gave. */
export async function openCaseNumber(log: CaseLog, n: number): Promise<CaseId> {
  const id = caseNumber(n);
  await log.append(id, 0, [
    lineAt(id, 0, opening(host(`host-${String(n)}`))),
    lineAt(id, 1, GRANT),
  ]);
  return id;
}

const WHOLE_CASE = [
  'triage#1',
  'plan#1',
  'preserve#1',
  'snapshot#1',
  'acquire-disk/E-0001#1',
  'verify-evidence/E-0001#1',
  'analyse/E-0001#1',
  'acquire-disk/E-0002#1',
  'verify-evidence/E-0002#1',
  'analyse/E-0002#1',
  'report#1',
];

/** What every WorkflowEngine keeps (libs/ports/src/workflow-engine.ts). */
export function workflowEngineConformance(
  make: (options: StandOptions) => Promise<EngineStand>,
): void {
  let stand: EngineStand | undefined;
  afterEach(async () => {
    await stand?.dispose();
    stand = undefined;
  });
  const stage = async (options: StandOptions = {}): Promise<EngineStand> => {
    stand = await make(options);
    return stand;
  };
  const reported = (on: EngineStand, id: CaseId): Promise<CaseState> =>
    eventually(
      () => on.steps.state(id),
      (state) => state.steps.get('report')?.ended === true,
      15_000,
    );

  describe('when a case is opened', () => {
    it('is taken through its whole workflow, each step once and in its order', async () => {
      const on = await stage();
      await on.startEngine();
      await on.startWorker();
      const id = await openCaseNumber(on.log, 1);
      await reported(on, id);

      expect([...on.steps.runs].sort()).toEqual([...WHOLE_CASE].sort());
      expect(on.steps.runs.slice(0, 4)).toEqual(WHOLE_CASE.slice(0, 4));
      expect(on.steps.runs.at(-1)).toBe('report#1');
    });

    it('is found by an engine that starts later, and its jobs by a worker that starts later', async () => {
      const on = await stage();
      const id = await openCaseNumber(on.log, 1);
      await on.startEngine();
      await delay(50);
      await on.startWorker();

      expect((await reported(on, id)).steps.get('analyse/E-0002')?.status).toBe('succeeded');
    });
  });

  describe('when a step fails', () => {
    it('F-50 never aborts its sibling, and the case still gets its report', async () => {
      const on = await stage({
        script: ({ key }) => {
          if (key === 'acquire-disk/E-0001')
            throw new PortError('source.device-error', 'dead disk');
        },
      });
      await on.startEngine();
      await on.startWorker();
      const { steps } = await reported(on, await openCaseNumber(on.log, 1));

      expect(steps.get('acquire-disk/E-0001')).toMatchObject({ status: 'failed', attempt: 1 });
      expect(steps.get('analyse/E-0002')?.status).toBe('succeeded');
      expect(steps.get('report')?.status).toBe('succeeded');
    });

    it('F-51 is tried again as often as the step allows, each step and item by its own count', async () => {
      const on = await stage({
        script: ({ key, attempt }) => {
          const stubborn = key === 'triage' || key.startsWith('acquire-disk/');
          if (stubborn && attempt <= 2)
            throw new PortError('source.changed', 'x', { retryable: true });
          if (key === 'analyse/E-0001')
            throw new PortError('tool.failed', 'always', { retryable: true });
        },
      });
      await on.startEngine();
      await on.startWorker();
      const { steps } = await reported(on, await openCaseNumber(on.log, 1));

      for (const key of ['triage', 'acquire-disk/E-0001', 'acquire-disk/E-0002'])
        expect(steps.get(key)).toMatchObject({ status: 'succeeded', attempt: 3 });
      expect(steps.get('analyse/E-0001')).toMatchObject({
        status: 'failed',
        attempt: 3,
        ended: true,
      });
    });

    it('F-51 an attempt that does not end is ended at its time, and so is one whose worker hangs', async () => {
      const on = await stage({
        timeoutSeconds: 0.15,
        script: ({ key, attempt }) =>
          key === 'acquire-disk/E-0001' && attempt === 1 ? new Promise(() => undefined) : undefined,
      });
      await on.startEngine();
      await on.startWorker();
      const { steps } = await reported(on, await openCaseNumber(on.log, 1));

      expect(steps.get('acquire-disk/E-0001')).toMatchObject({
        status: 'succeeded',
        attempt: 2,
        code: 'step.timed-out',
      });
    });
  });

  describe('when the engine is killed', () => {
    it('goes on where it was, after whatever entry it died: every effect once', async () => {
      for (let entries = 2; entries < 16; entries += 1) {
        const on = await make({ kinds: ['disk'], script: () => delay(15) });
        const id = await openCaseNumber(on.log, 1);
        const first = await on.startEngine();
        await on.startWorker();
        await eventually(
          () => on.steps.state(id),
          ({ size }) => size >= entries,
        );
        await first.kill();
        await on.startEngine();
        const { steps } = await reported(on, id);

        for (const [key, step] of steps) expect([key, step.status]).toEqual([key, 'succeeded']);
        const jobs = on.steps.runs.filter((run) => run.includes('/') || run.startsWith('report'));
        expect(jobs).toEqual([
          'acquire-disk/E-0001#1',
          'verify-evidence/E-0001#1',
          'analyse/E-0001#1',
          'report#1',
        ]);
        await on.dispose();
      }
    }, 60_000);
  });

  describe('when a worker is killed', () => {
    it('has its job taken up by another one, and the case comes to its end', async () => {
      let held = 0;
      const on = await stage({
        kinds: ['disk'],
        script: ({ key }) => {
          if (key !== 'acquire-disk/E-0001') return undefined;
          held += 1;
          return held === 1 ? new Promise(() => undefined) : undefined;
        },
      });
      await on.startEngine();
      const doomed = await on.startWorker();
      const id = await openCaseNumber(on.log, 1);
      await eventually(
        () => held,
        (n) => n === 1,
      );
      await doomed.kill();
      await on.startWorker();
      const { steps } = await reported(on, id);

      expect(steps.get('acquire-disk/E-0001')).toMatchObject({ status: 'succeeded', attempt: 1 });
    });
  });
}
