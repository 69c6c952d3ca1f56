import { caseWorkflow } from '@afo/domain';
import type { StepState } from '@afo/domain';
import { memoryPorts } from '@afo/conformance/memory';
import { CaseBook, nodeOf, openCase } from '@afo/pipeline';
import { expect, test } from 'vitest';
import { standing } from './standing.ts';

const node = nodeOf(caseWorkflow, 'contain');
const failed = (code: string): StepState => ({
  ...({ key: 'contain', step: 'contain', status: 'failed', ended: false } as const),
  ...{ attempt: 1, reserves: [], code },
});

test('F-20 lets no pause pass while a host may be open, and one as ever where another change has failed', async () => {
  const ports = memoryPorts();
  const caseId = await openCase(ports, {
    ...({ title: 'web', subject: { kind: 'host', id: 'web' }, origin: 'command' } as const),
    ...{ reason: 'suspected', sources: [] },
  });
  const { state } = await CaseBook.open(ports, caseId);
  const pauseAfter = (code: string): number | undefined =>
    node === undefined
      ? undefined
      : standing(
          { ...state, steps: new Map([['contain', failed(code)]]) },
          { caseId, step: 'contain', key: 'contain', attempt: 1 },
          node,
        ).pause;

  expect([pauseAfter('host.may-be-open'), pauseAfter('host.not-changed')]).toEqual([0, 2]);
});
