import { memoryPorts } from '@afo/conformance/memory';
import type { CaseId, CaseState } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../case/case-book.ts';
import { closeCase } from '../case/close-case.ts';
import { openCase } from '../case/open-case.ts';
import { recordLostStep, runStep } from './run-step.ts';
import type { StepHandler, StepTask } from './step.ts';

const control = () => ({ signal: new AbortController().signal, progress: () => undefined });
const person = { kind: 'human', name: 'ann', via: 'terminal' } as const;

async function opened(ports: Ports): Promise<CaseId> {
  return openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
    grantedBy: { kind: 'command', approver: person, reason: 'ordered' },
  });
}
const triageOf = (caseId: CaseId, attempt = 1): StepTask => ({
  caseId,
  step: 'triage',
  key: 'triage',
  attempt,
});
const stateOf = async (ports: Ports, id: CaseId): Promise<CaseState> =>
  (await CaseBook.open(ports, id)).state;
const fails =
  (error: Error): StepHandler =>
  () =>
    Promise.reject(error);
const succeeds: StepHandler = () => Promise.resolve({ status: 'succeeded' });

describe('when a step fails', () => {
  it('is an entry with a code and whether a retry can help, never an absence', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    const handlers = {
      triage: fails(new PortError('host.unavailable', 'no answer', { retryable: true })),
    };

    await runStep({ ports, handlers, task: triageOf(caseId), control: control() });

    expect((await stateOf(ports, caseId)).steps.get('triage')).toMatchObject({
      status: 'failed',
      code: 'host.unavailable',
      retryable: true,
      ended: false,
    });
  });

  it('F-46 keeps an untyped cause out of the log, and still records the failure', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    const seen: unknown[] = [];
    const secret = new RangeError('token AKIAIOSFODNN7EXAMPLE is bad');

    await runStep({
      ports,
      handlers: { triage: fails(secret) },
      task: triageOf(caseId),
      control: { ...control(), unexpected: (error) => seen.push(error) },
    });

    const step = (await stateOf(ports, caseId)).steps.get('triage');
    expect(step).toMatchObject({ status: 'failed', code: 'step.unexpected' });
    expect(step?.cause).not.toContain('AKIA');
    expect(seen).toEqual([secret]);
  });

  it('ends for good after its last attempt', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    const handlers = {
      triage: fails(new PortError('host.unavailable', 'no answer', { retryable: true })),
    };

    for (const attempt of [1, 2, 3])
      await runStep({ ports, handlers, task: triageOf(caseId, attempt), control: control() });

    expect((await stateOf(ports, caseId)).steps.get('triage')).toMatchObject({
      attempt: 3,
      ended: true,
    });
  });
});

describe('when a step has failed for good', () => {
  it('F-45 tells people once, and enters that they were told', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    const handlers = { triage: fails(new PortError('source.empty', 'there is nothing')) };

    await runStep({ ports, handlers, task: triageOf(caseId), control: control() });
    await runStep({ ports, handlers, task: triageOf(caseId), control: control() });

    expect(ports.messages).toEqual([
      `Case ${caseId}: triage failed and will not be tried again: there is nothing (source.empty)`,
    ]);
  });
});

describe('when a step is replayed', () => {
  it('finds its own end and does its work once', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    let effects = 0;
    const triage: StepHandler = () => {
      effects += 1;
      return Promise.resolve({ status: 'succeeded' });
    };

    await runStep({ ports, handlers: { triage }, task: triageOf(caseId), control: control() });
    const again = await runStep({
      ports,
      handlers: { triage },
      task: triageOf(caseId),
      control: control(),
    });

    expect([again, effects]).toEqual(['nothing-to-do', 1]);
  });

  it('gets the evidence ids that its first run reserved', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    const seen: string[][] = [];
    const triage: StepHandler = async (context) => {
      seen.push([...(await context.reserve(2))]);
      if (seen.length === 1)
        throw new PortError('host.unavailable', 'no answer', { retryable: true });
      return { status: 'succeeded' };
    };

    await runStep({ ports, handlers: { triage }, task: triageOf(caseId), control: control() });
    await runStep({ ports, handlers: { triage }, task: triageOf(caseId, 2), control: control() });

    expect(seen).toEqual([
      ['E-0001', 'E-0002'],
      ['E-0001', 'E-0002'],
    ]);
  });

  it('leaves a stale attempt alone when a later one has begun', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    await recordLostStep(ports, triageOf(caseId, 1), {
      code: 'step.lost',
      cause: 'no sign of life',
    });

    const late = await runStep({
      ports,
      handlers: { triage: succeeds },
      task: triageOf(caseId, 1),
      control: control(),
    });

    expect(late).toBe('nothing-to-do');
  });
});

describe('when two workers run the same attempt', () => {
  it('enters one end only', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    const run = () =>
      runStep({
        ports,
        handlers: { triage: succeeds },
        task: triageOf(caseId),
        control: control(),
      });

    await Promise.all([run(), run(), run()]);

    const ends = [];
    for await (const { entry } of ports.log.read(caseId))
      if (entry.type === 'step.succeeded') ends.push(entry.seq);
    expect(ends).toHaveLength(1);
  });
});

describe('when a worker shuts down', () => {
  it('records no failure, so that the next worker goes on with the same attempt', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    const stop = new AbortController();
    const triage: StepHandler = () => {
      stop.abort(new Error('shutting down'));
      return Promise.reject(new Error('aborted'));
    };

    await expect(
      runStep({
        ports,
        handlers: { triage },
        task: triageOf(caseId),
        control: { signal: stop.signal, progress: () => undefined },
      }),
    ).rejects.toThrow('aborted');

    expect((await stateOf(ports, caseId)).steps.get('triage')).toMatchObject({
      status: 'started',
      ended: false,
    });
  });
});

describe('when the case wants no further work', () => {
  const begin = (ports: Ports, caseId: CaseId, step: 'triage' | 'report') =>
    runStep({
      ports,
      handlers: { [step]: succeeds },
      task: { caseId, step, key: step, attempt: 1 },
      control: control(),
    });

  it('begins nothing of a case that was closed', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    await closeCase(ports, { caseId, actor: person, reason: 'by order', force: true });

    expect(await begin(ports, caseId, 'triage')).toBe('nothing-to-do');
  });

  it('begins nothing of a stopped case but its report', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    const book = await CaseBook.open(ports, caseId);
    const body = { step: 'plan', key: 'plan', attempt: 1 };
    await book.append(() => [
      { type: 'step.succeeded', body: { step: 'triage', key: 'triage', attempt: 1 } },
      {
        type: 'step.failed',
        body: { ...body, code: 'playbook.invalid', cause: 'x', retryable: false, final: true },
      },
    ]);

    expect(
      await runStep({
        ports,
        handlers: { preserve: succeeds },
        task: { caseId, step: 'preserve', key: 'preserve', attempt: 1 },
        control: control(),
      }),
    ).toBe('nothing-to-do');
    expect(await begin(ports, caseId, 'report')).toBe('ran');
  });

  it('enters that an attempt was cancelled as its end', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);

    await recordLostStep(ports, triageOf(caseId), {
      code: 'step.cancelled',
      cause: 'the case was stopped',
      retryable: false,
    });

    expect((await stateOf(ports, caseId)).steps.get('triage')).toMatchObject({
      code: 'step.cancelled',
      ended: true,
    });
  });
});

describe('when what a step has done cannot be signed', () => {
  it('the step stands, the log says that a checkpoint is missing and why, and the next one covers it', async () => {
    const memory = memoryPorts();
    const caseId = await opened(memory);
    const sign = () =>
      Promise.reject(new PortError('signer.unavailable', 'the key is off', { retryable: true }));
    const { keyName } = memory.signer;
    const ports = {
      ...memory,
      signer: { keyName, publicKey: () => memory.signer.publicKey(), sign },
    };
    const handlers = { triage: succeeds };

    await runStep({ ports, handlers, task: triageOf(caseId), control: control() });

    const book = await CaseBook.open(memory, caseId);
    const before = book.state;
    const notes: string[] = [];
    for await (const { entry } of memory.log.read(caseId))
      if (entry.type === 'note.added') notes.push(JSON.stringify(entry.body));
    expect(before.steps.get('triage')?.status).toBe('succeeded');
    expect(notes).toEqual([expect.stringMatching(/No checkpoint.*the key is off.*signer\./)]);
    expect((await book.checkpoint()).size).toBe(before.size);
  });
});
