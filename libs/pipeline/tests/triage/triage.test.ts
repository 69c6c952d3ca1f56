import { memoryPorts } from '@afo/conformance/memory';
import type { CaseId, EntryType } from '@afo/domain';
import type { InventoryRecord, Ports } from '@afo/ports';
import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../../src/case/case-book.ts';
import { openCase } from '../../src/case/open-case.ts';
import { runStep } from '../../src/step/run-step.ts';
import { triage } from '../../src/triage/triage.ts';
import { inPlaceOf } from '../in-place-of.ts';

const control = { signal: new AbortController().signal, progress: () => undefined };
const answers: readonly InventoryRecord[] = ['instance', 'volumes', 'role'].map((name) => ({
  name,
  bytes: Buffer.from(`{"answer":"${name}"}`),
  where: { resource: name },
}));

const opened = (ports: Ports): Promise<CaseId> =>
  openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
    grantedBy: {
      kind: 'command',
      approver: { kind: 'human', name: 'ann' },
      reason: 'ordered',
    },
  });

const attempt = (ports: Ports, caseId: CaseId, number: number) =>
  runStep({
    ports,
    handlers: { triage },
    task: { caseId, step: 'triage', key: 'triage', attempt: number },
    control,
  });

async function countOf(ports: Ports, caseId: CaseId, type: EntryType): Promise<number> {
  let count = 0;
  for await (const { entry } of ports.log.read(caseId)) if (entry.type === type) count += 1;
  return count;
}

/** The ports of a process that dies at its n-th append: whatever it tries afterwards fails, too. */
function dyingAt(ports: Ports, append: number): Ports {
  let appends = 0;
  const log = inPlaceOf(ports.log, {
    append: (...given) => {
      appends += 1;
      return appends >= append ? Promise.reject(new Error('killed')) : ports.log.append(...given);
    },
  });
  return { ...ports, log };
}

describe('when what is known of a host is kept', () => {
  it('asks in the name of the case, so that the trail of the host account says for whom it was read', async () => {
    const ports = memoryPorts();
    const cases: (CaseId | undefined)[] = [];
    const host = inPlaceOf(ports.host, {
      inventory: (_, forCase) => {
        cases.push(forCase);
        return Promise.resolve([]);
      },
      preflight: (_, forCase) => {
        cases.push(forCase);
        return Promise.resolve([]);
      },
    });
    const caseId = await opened(ports);

    await attempt({ ...ports, host }, caseId, 1);

    expect(cases).toEqual([caseId, caseId]);
  });

  it('F-09 files each answer once, however often the step is run', async () => {
    const ports = memoryPorts({ inventory: answers });
    const caseId = await opened(ports);

    for (const number of [1, 2, 3, 4, 5]) await attempt(ports, caseId, number);

    expect(await countOf(ports, caseId, 'inventory.recorded')).toBe(3);
    expect((await CaseBook.open(ports, caseId)).state.items.size).toBe(3);
  });

  it('F-09 files each answer exactly once when the process dies at any entry and another one goes on', async () => {
    for (let append = 2; append <= 12; append += 1) {
      const ports = memoryPorts({ inventory: answers });
      const caseId = await opened(ports);

      await attempt(dyingAt(ports, append), caseId, 1).catch(() => undefined);
      await attempt(ports, caseId, 1);

      const { state } = await CaseBook.open(ports, caseId);
      expect({
        append,
        recorded: await countOf(ports, caseId, 'inventory.recorded'),
        sealed: [...state.items.values()].filter(({ sealed }) => sealed !== undefined).length,
        items: state.items.size,
      }).toEqual({ append, recorded: 3, sealed: 3, items: 3 });
    }
  });
});

describe('when nothing can be learnt of a host', () => {
  it('F-45 says so in the log with a code, and is no success', async () => {
    const ports = memoryPorts();
    const mute = {
      ...ports,
      host: {
        ...ports.host,
        inventory: () => Promise.reject(new PortError('host.unavailable', 'no answer')),
      },
    };
    const caseId = await opened(ports);

    await attempt(mute, caseId, 1);

    const { state } = await CaseBook.open(ports, caseId);
    expect(state.steps.get('triage')).toMatchObject({ status: 'failed', code: 'host.unavailable' });
  });

  it('F-45 tells how many answers there were, so that none is not taken for some', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);

    await attempt(ports, caseId, 1);

    for await (const { entry } of ports.log.read(caseId))
      if (entry.type === 'step.succeeded') expect(entry.body.facts).toMatchObject({ answers: 0 });
    expect(await countOf(ports, caseId, 'step.succeeded')).toBe(1);
    expect(await countOf(ports, caseId, 'preflight.recorded')).toBe(1);
  });
});
