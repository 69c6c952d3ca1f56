import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import type { CaseId, Entry, Plan } from '@afo/domain';
import { caseWorkflow, epochOf, isEntry, walk } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../case/case-book.ts';
import { closeCase } from '../case/close-case.ts';
import { openCase } from '../case/open-case.ts';
import { runStep } from '../step/run-step.ts';
import type { StepHandler } from '../step/step.ts';
import { approve, expireApprovals, refuse, requestApproval } from './approvals.ts';

const HOUR = 3_600_000;
const person = (name: string) => ({ kind: 'human', name, via: 'terminal' }) as const;
const [ANN, BOB] = [person('ann'), person('bob')];
const done = (step: string) => ({
  type: 'step.succeeded' as const,
  body: { step, key: step, attempt: 1 },
});

interface Begun {
  readonly byPerson: boolean;
  readonly plan: Plan;
}

/** A case that has its plan, begun as an emergency by the person who opened it, or else by the rule of its plan. */
async function begun(ports: MemoryPorts, { byPerson, plan }: Begun): Promise<CaseId> {
  const caseId = await openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'it spreads',
    sources: [],
    grantedBy: { kind: 'command', approver: ANN, reason: 'it spreads' },
    ...(byPerson ? { emergency: { validForSeconds: 3600 } } : {}),
  });
  const book = await CaseBook.open(ports, caseId);
  await book.append(() => [done('triage'), { type: 'plan.made', body: { plan } }, done('plan')]);
  await requestApproval(ports, caseId, 'plan');
  return caseId;
}
const byPerson = { byPerson: true, plan: samplePlan(['disk'], 1) };
const ruled = (people: number): Plan => {
  const plan = samplePlan(['disk'], people);
  return { ...plan, approval: { ...plan.approval, emergency: true } };
};

const stateOf = async (ports: MemoryPorts, id: CaseId) => (await CaseBook.open(ports, id)).state;
const ready = async (ports: MemoryPorts, id: CaseId) =>
  walk(caseWorkflow, await stateOf(ports, id)).ready.map(({ key }) => key);
const told = (ports: MemoryPorts) => ports.messages.join('\n');

describe('when a case begins as an emergency', () => {
  it.each([
    ['the person who opened it', byPerson, ANN],
    ['the rule of its plan', { byPerson: false, plan: ruled(1) }, { kind: 'service' }],
  ])('begins at once under the authority of %s, and is owed an answer', async (_, how, starter) => {
    const ports = memoryPorts();
    const caseId = await begun(ports, how);

    const { requests, authorisations } = await stateOf(ports, caseId);
    expect(await ready(ports, caseId)).toEqual(['preserve']);
    expect([...requests.values()]).toMatchObject([{ status: 'pending', emergency: true }]);
    expect(authorisations.at(-1)).toMatchObject({ kind: 'emergency', approvers: [starter] });
    expect(told(ports)).toMatch(/^EMERGENCY/);
  });

  it('is owed an answer also where the plan asks for nobody', async () => {
    const ports = memoryPorts();
    const caseId = await begun(ports, { byPerson: true, plan: samplePlan(['disk'], 0) });

    expect([...(await stateOf(ports, caseId)).requests.values()]).toMatchObject([
      { people: 1, emergency: true },
    ]);
  });

  it('is no emergency of nobody: a rule or a program cannot open one', async () => {
    const opening = {
      title: 'web-01',
      subject: { kind: 'host', id: 'web-01' },
      origin: 'api',
      reason: 'it spreads',
      sources: [],
      emergency: { validForSeconds: 3600 },
    } as const;

    await expect(openCase(memoryPorts(), opening)).rejects.toMatchObject({
      code: 'host.not-a-person',
    });
  });

  it('is approved by another person than the one who began it, and goes on under their authority', async () => {
    const ports = memoryPorts();
    const caseId = await begun(ports, byPerson);

    await expect(approve(ports, { caseId, actor: ANN, reason: 'yes' })).rejects.toMatchObject({
      code: 'request.same-person',
    });
    expect(await approve(ports, { caseId, actor: BOB, reason: 'yes' })).toBe('granted');
    expect(await ready(ports, caseId)).toEqual(['preserve']);
    expect((await stateOf(ports, caseId)).authorisations).toMatchObject([
      { kind: 'emergency' },
      { kind: 'approval', approvers: [{ name: 'bob' }] },
    ]);
  });
});

describe('when an emergency is not approved', () => {
  it.each(['refused', 'expired'] as const)(
    'says so loudly when it is %s, begins nothing more, and undoes nothing',
    async (how) => {
      const ports = memoryPorts();
      const caseId = await begun(ports, byPerson);
      const book = await CaseBook.open(ports, caseId);
      await book.append(() => [done('preserve'), done('snapshot')]);

      if (how === 'refused') await refuse(ports, { caseId, actor: BOB, reason: 'not our host' });
      else {
        ports.clock.advance(HOUR);
        expect(await expireApprovals(ports, caseId)).toBe(true);
      }

      expect(told(ports)).toMatch(/NOT APPROVED: .*stays so until afo release/);
      expect(await ready(ports, caseId)).toEqual(['report']);
      expect([...(await stateOf(ports, caseId)).requests.values()]).toMatchObject([
        { status: how, emergency: true },
      ]);
    },
  );

  it('begins no step after the deadline, also where nobody has entered that it has passed', async () => {
    const ports = memoryPorts();
    const caseId = await begun(ports, byPerson);
    ports.clock.advance(HOUR);

    const ran = await runStep({
      ports,
      handlers: { preserve: () => Promise.reject(new Error('it has begun')) },
      task: { caseId, step: 'preserve', key: 'preserve', attempt: 1 },
      control: { signal: AbortSignal.timeout(10_000), progress: () => undefined },
    });

    expect(ran).toBe('nothing-to-do');
    expect([...(await stateOf(ports, caseId)).requests.values()]).toMatchObject([
      { status: 'expired' },
    ]);
  });

  it('lets what changes the host come to its end, so that no host is left half closed', async () => {
    const ports = memoryPorts();
    const caseId = await begun(ports, byPerson);
    const book = await CaseBook.open(ports, caseId);
    ports.clock.advance(HOUR - 1);
    const contain = { step: 'contain', key: 'contain', attempt: 1 };
    await book.append(() => [{ type: 'step.started', body: contain }]);

    await expect(refuse(ports, { caseId, actor: BOB, reason: 'no' })).rejects.toMatchObject({
      code: 'case.busy',
    });
    ports.clock.advance(1);
    expect(await expireApprovals(ports, caseId)).toBe(false);
    const other = { caseId, step: 'triage', key: 'preserve', attempt: 1 };
    const control = { signal: AbortSignal.timeout(10_000), progress: () => undefined };
    const triage = () => Promise.reject(new Error('it has begun'));
    await expect(
      runStep({ ports, handlers: { triage }, task: other, control }),
    ).rejects.toMatchObject({ code: 'case.busy', retryable: true });

    await book.append(() => [done('contain')]);
    expect(await expireApprovals(ports, caseId)).toBe(true);
  });

  it('is not closed while the answer is owed, unless by force', async () => {
    const ports = memoryPorts();
    const caseId = await begun(ports, byPerson);
    const closing = { caseId, actor: ANN, reason: 'over' };

    await expect(closeCase(ports, closing)).rejects.toMatchObject({ code: 'case.still-working' });
    await closeCase(ports, { ...closing, force: true });
    expect((await stateOf(ports, caseId)).status).toBe('closed');
  });
});

describe('whatever happens to an emergency', () => {
  const acts = fc.array(
    fc.constantFrom('preserve', 'approve', 'refuse', 'wait', 'expire', 'snapshot', 'contain'),
    { maxLength: 12 },
  );

  it('C2 no step begins, and nothing is changed, without an authorisation in the log that covers it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), acts, async (asPerson, chosen) => {
        const ports = memoryPorts();
        const caseId = await begun(ports, {
          byPerson: asPerson,
          plan: asPerson ? samplePlan(['disk'], 1) : ruled(2),
        });
        for (const act of chosen) await carryOut(ports, caseId, act);

        const entries: Entry[] = [];
        for await (const { entry } of ports.log.read(caseId)) entries.push(entry);
        for (const change of entries.filter((entry) => isEntry(entry, 'resource.changed')))
          expect(covering(entries, change)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

const changing: StepHandler = async (context) => {
  const { step: change } = context.task;
  const body = { change, resource: 'i-1', phase: 'done', before: {}, after: {} } as const;
  await context.record({ type: 'resource.changed', body });
  return { status: 'succeeded' };
};

async function carryOut(ports: MemoryPorts, caseId: CaseId, act: string): Promise<void> {
  const answer = { caseId, actor: BOB, reason: 'an answer' };
  const ignore = () => undefined;
  if (act === 'wait') ports.clock.advance(HOUR / 2);
  else if (act === 'approve') await approve(ports, answer).catch(ignore);
  else if (act === 'refuse') await refuse(ports, answer).catch(ignore);
  else if (act === 'expire') await expireApprovals(ports, caseId);
  else
    await runStep({
      ports,
      handlers: { [act]: changing },
      task: { caseId, step: act, key: act, attempt: 1 },
      control: { signal: AbortSignal.timeout(10_000), progress: () => undefined },
    });
}

/** In force when the change was made, and not refused or expired before: judged from the log alone. */
function covering(entries: readonly Entry[], change: Entry): boolean {
  const before = entries.slice(0, change.seq);
  const granted = before.flatMap((entry) =>
    isEntry(entry, 'authorisation.granted') && entry.body.authorisation === change.why
      ? [entry.body]
      : [],
  );
  const isOver = before.some(
    (entry) => isEntry(entry, 'authorisation.refused') || isEntry(entry, 'authorisation.expired'),
  );
  return granted.some(
    ({ kind, until }) =>
      !isOver && kind !== 'command' && (until === undefined || epochOf(change.at) < epochOf(until)),
  );
}
