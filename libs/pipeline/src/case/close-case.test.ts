import { memoryPorts } from '@afo/conformance/memory';
import { describe, expect, it } from 'vitest';
import { closeCase, reopenCase } from './close-case.ts';
import { openCase } from './open-case.ts';

const ann = { kind: 'human', name: 'ann' } as const;

describe('when a case whose execution was lost is closed and taken up again', () => {
  it('a state machine goes on with it, under a number that was not used before', async () => {
    const ports = memoryPorts();
    const started: (number | undefined)[] = [];
    const starter = {
      start: (_: unknown, again?: number) => {
        started.push(again);
        return Promise.resolve();
      },
      look: () => Promise.resolve('running' as const),
    };
    const caseId = await openCase(ports, {
      title: 'web-01',
      subject: { kind: 'host', id: 'web-01' },
      origin: 'command',
      reason: 'suspected',
      sources: [],
    });
    for (const reason of ['lost', 'lost once more']) {
      await closeCase(ports, { caseId, actor: ann, reason, force: true });
      await reopenCase({ ...ports, starter }, { caseId, actor: ann, reason });
    }

    expect(started).toHaveLength(2);
    expect(new Set(started).size).toBe(2);
    expect(started).not.toContain(undefined);
  });
});
