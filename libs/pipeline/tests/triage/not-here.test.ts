import { memoryPorts } from '@afo/conformance/memory';
import { samplePlan } from '@afo/domain/testing';
import { describe, expect, it } from 'vitest';
import { CaseBook, hostSteps, openCase, runStep } from '../../src/index.ts';

describe('when the process dies while it enters that isolation is not proven', () => {
  it('F-09 enters it once, however often it is tried, and F-08 never as proven', async () => {
    const ports = memoryPorts();
    const caseId = await openCase(ports, {
      title: 'web-01',
      subject: { kind: 'host', id: 'web-01' },
      origin: 'command',
      reason: 'suspected',
      sources: [],
      grantedBy: { kind: 'command', approver: { kind: 'human', name: 'ann' }, reason: 'ordered' },
    });
    const book = await CaseBook.open(ports, caseId);
    await book.append(() => [{ type: 'plan.made', body: { plan: samplePlan([]) } }]);
    const dying = new AbortController();
    const task = { caseId, step: 'prove', key: 'prove', attempt: 1 };
    const control = { signal: dying.signal, progress: () => undefined };

    const killed = runStep({
      ports,
      handlers: {
        prove: async (context) => {
          await hostSteps.prove?.(context);
          dying.abort(new Error('killed'));
          throw new Error('killed');
        },
      },
      task,
      control,
    });
    await expect(killed).rejects.toThrow('killed');
    await runStep({
      ports,
      handlers: hostSteps,
      task,
      control: { ...control, signal: new AbortController().signal },
    });

    const types: string[] = [];
    for await (const { entry } of ports.log.read(caseId)) types.push(entry.type);
    expect(types.filter((type) => type === 'containment.unproven')).toHaveLength(1);
    expect(types).not.toContain('containment.proven');
    expect(types).toContain('step.skipped');
  });
});
