import { describe, expect, it } from 'vitest';
import { caseWorkflow, walk } from '@afo/domain';
import { samplePlan, sampleState } from '@afo/domain/testing';
import type { SampleDraft } from '@afo/domain/testing';
import { possibleSteps } from './possible-steps.ts';

const GRANT: SampleDraft = {
  type: 'authorisation.granted',
  body: {
    authorisation: 'A-0001',
    kind: 'command',
    approvers: [{ kind: 'human', name: 'ann' }],
    reason: 'ordered',
    scope: 'case',
    from: '2026-11-24T03:00:00.000Z',
  },
};
const PLAN: SampleDraft = {
  type: 'plan.made',
  body: { plan: { ...samplePlan(['memory', 'disk', 'log']), isolate: true } },
};

describe('when the queue is looked through for a case', () => {
  it('knows every step that could ever be in it, from the first to the last', () => {
    const drafts: SampleDraft[] = [GRANT, PLAN];
    const seen: string[] = [];
    for (;;) {
      const state = sampleState(...drafts);
      const possible = possibleSteps(caseWorkflow, state).map(({ key }) => key);
      const { ready } = walk(caseWorkflow, state);
      const next = ready[0];
      for (const { key } of ready) expect(possible).toContain(key);
      if (next === undefined) break;
      const { node, key, item } = next;
      seen.push(key);
      drafts.push({
        type: 'step.succeeded',
        body: { step: node.name, key, attempt: 1, ...(item === undefined ? {} : { item }) },
      });
    }

    expect(seen).toContain('contain');
    expect(seen.at(-1)).toBe('report');
  });
});
