import { memoryPorts } from '@afo/conformance/memory';
import type { CaseId } from '@afo/domain';
import { caseIdSchema, instantOf, isEntry } from '@afo/domain';
import type { Notifier, Ports, WorkflowRun } from '@afo/ports';
import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { closeCase, reopenCase } from './close-case.ts';
import { openCase } from './open-case.ts';
import { recordStall } from './record-stall.ts';
import { stallOf } from './workflow-run.ts';

const ann = { kind: 'human', name: 'ann' } as const;
const ENDED = { run: 'failed', endedAt: instantOf(1_800_000_000_000) } as const;

async function stand(notify?: Notifier['notify']) {
  const runs = new Map<number | undefined, WorkflowRun>();
  const starter = {
    start: (_: CaseId, again?: number) => {
      runs.set(again, 'running');
      return Promise.resolve();
    },
    look: (_: CaseId, again?: number) => Promise.resolve(runs.get(again) ?? 'missing'),
  };
  const memory = memoryPorts();
  const ports: Ports = { ...memory, starter, ...(notify ? { notifier: { notify } } : {}) };
  const caseId = await openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
  });
  await starter.start(caseId);
  const takeUp = async (): Promise<number> => {
    await closeCase(ports, { caseId, actor: ann, reason: 'lost', force: true });
    await reopenCase(ports, { caseId, actor: ann, reason: 'lost' });
    return [...runs.keys()].at(-1) ?? 0;
  };
  return { ports, caseId, runs, takeUp };
}

async function said({ log }: Ports, caseId: CaseId) {
  const [notes, messages]: [string[], string[]] = [[], []];
  for await (const { entry } of log.read(caseId)) {
    if (isEntry(entry, 'note.added')) notes.push(entry.body.text);
    if (isEntry(entry, 'notification.sent') && entry.body.message.includes('its workflow'))
      messages.push(entry.body.outcome);
  }
  return { notes: notes.filter((text) => text.includes('its workflow')), messages };
}

describe('when a cloud ended the workflow of a case before its work was done', () => {
  it('F-45 the log says so and people are told, once, however often the event is delivered', async () => {
    const { ports, caseId } = await stand();

    for (let delivery = 0; delivery < 3; delivery += 1)
      expect(await recordStall(ports, { caseId, ...ENDED })).toBe('recorded');

    const { notes, messages } = await said(ports, caseId);
    expect([notes.length, messages]).toEqual([1, ['delivered']]);
    expect(notes[0]).toContain(`failed at ${ENDED.endedAt}`);
  });

  it('people are told by the next delivery where the first died before the message', async () => {
    let tries = 0;
    const { ports, caseId } = await stand(({ text }) => {
      tries += 1;
      if (tries === 1) return Promise.reject(new PortError('aws.unavailable', 'died'));
      return Promise.resolve([{ channel: 'test', to: text, outcome: 'delivered' }]);
    });

    await expect(recordStall(ports, { caseId, ...ENDED })).rejects.toThrow('died');
    await recordStall(ports, { caseId, ...ENDED });

    const { notes, messages } = await said(ports, caseId);
    expect([notes.length, messages]).toEqual([1, ['delivered']]);
  });

  it('whoever looks at the case is told how it ended, and nothing where it runs again', async () => {
    const { ports, caseId, runs, takeUp } = await stand();
    expect(await stallOf(ports, caseId)).toBeUndefined();

    runs.set(undefined, 'aborted');
    expect(await stallOf(ports, caseId)).toBe('aborted');

    const again = await takeUp();
    expect(await stallOf(ports, caseId)).toBeUndefined();
    runs.delete(again);
    expect(await stallOf(ports, caseId)).toBe('missing');
  });
});

describe('when a workflow ended that nobody waits for', () => {
  it('an older workflow of a case that was taken up again alarms nobody', async () => {
    const { ports, caseId, takeUp } = await stand();
    const again = await takeUp();

    expect(await recordStall(ports, { caseId, ...ENDED })).toBe('passed-over');
    expect(await said(ports, caseId)).toEqual({ notes: [], messages: [] });
    expect(await recordStall(ports, { caseId, again, ...ENDED })).toBe('recorded');
  });

  it('a closed case alarms nobody, and one that is not known is an error and not silence', async () => {
    const { ports, caseId, runs } = await stand();
    await closeCase(ports, { caseId, actor: ann, reason: 'over', force: true });
    runs.set(undefined, 'aborted');

    expect(await recordStall(ports, { caseId, ...ENDED })).toBe('passed-over');
    expect(await stallOf(ports, caseId)).toBeUndefined();
    const other = caseIdSchema.parse('01a20d4a-d270-7a6e-9a98-a4cc945b14c4');
    await expect(recordStall(ports, { caseId: other, ...ENDED })).rejects.toMatchObject({
      code: 'case.not-found',
    });
  });
});
