import { afterEach, describe, expect, it } from 'vitest';
import { eventually, openCaseNumber } from '@afo/conformance';
import type { CaseState } from '@afo/domain';
import { Life, localStand } from './engine-stand.ts';
import type { LocalStand } from './engine-stand.ts';

let stand: LocalStand | undefined;
afterEach(() => stand?.dispose());

const isReported = (state: CaseState): boolean => state.steps.get('report')?.ended === true;

/** A case whose first engine dies at a given write, and whose second one goes on. Says how far the first had come. */
async function crashAt(at: number, when: 'before' | 'after') {
  const lives = [new Life({ at, when }), new Life()];
  const first = lives[0];
  const on = localStand({ kinds: ['disk'], people: 1, life: () => lives.shift() ?? new Life() });
  stand = on;
  const id = await openCaseNumber(on.log, 1);
  await on.startEngine();
  await on.startWorker();
  const answered = answering(on, id);
  await eventually(
    () => on.steps.state(id),
    (state) => first?.over === true || isReported(state),
  );
  if (first?.over === true) await on.startEngine();
  const state = await eventually(() => on.steps.state(id), isReported);
  await answered;
  await on.dispose();
  return { state, runs: on.steps.runs, crashed: first?.over === true };
}

/** Somebody who says yes as soon as they are asked. */
async function answering(on: LocalStand, id: CaseState['id']): Promise<void> {
  await eventually(
    () => on.steps.state(id),
    ({ requests }) => requests.size > 0,
  );
  await on.steps.grant(id);
}

// Random kills did not find what dying at each single write does: an engine that dies between an entry and the job
// that follows from it, or between a job and the entry about it.
describe('when the engine dies just before or just after any of its writes', () => {
  it.each(['before', 'after'] as const)(
    'ends the case all the same, with every job done once and nobody asked twice (%s)',
    async (when) => {
      let crashes = 0;
      for (let at = 1; ; at += 1) {
        const { state, runs, crashed } = await crashAt(at, when);
        if (!crashed) break;
        crashes += 1;

        for (const [key, step] of state.steps)
          expect([at, key, step.status]).toEqual([at, key, 'succeeded']);
        expect([at, runs.filter((run) => /^(acquire|verify|analyse|report)/.test(run))]).toEqual([
          at,
          ['acquire-disk/E-0001#1', 'verify-evidence/E-0001#1', 'analyse/E-0001#1', 'report#1'],
        ]);
        expect([at, state.requests.size]).toEqual([at, 1]);
        for (const step of state.steps.values()) expect(step.attempt).toBeLessThanOrEqual(2);
      }

      expect(crashes).toBeGreaterThan(15);
    },
    120_000,
  );
});
