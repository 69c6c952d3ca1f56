import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import type { CaseId } from '@afo/domain';
import { caseWorkflow, walk } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../case/case-book.ts';
import { openCase } from '../case/open-case.ts';
import { approve, expireApprovals, refuse, requestApproval } from './approvals.ts';

const person = (name: string) => ({ kind: 'human', name, via: 'terminal' }) as const;

async function waiting(ports: MemoryPorts, people: 1 | 2): Promise<CaseId> {
  const caseId = await openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'finding',
    reason: 'a finding',
    sources: [],
  });
  const book = await CaseBook.open(ports, caseId);
  const done = (step: string) => ({
    type: 'step.succeeded' as const,
    body: { step, key: step, attempt: 1 },
  });
  await book.append(() => [
    done('triage'),
    { type: 'plan.made', body: { plan: samplePlan(['disk'], people) } },
    done('plan'),
  ]);
  await requestApproval(ports, caseId, 'plan');
  return caseId;
}
const standing = async (ports: MemoryPorts, id: CaseId) => {
  const { state } = await CaseBook.open(ports, id);
  const { ready, approvals } = walk(caseWorkflow, state);
  return { ready: ready.map(({ key }) => key), approvals };
};

describe('when the plan needs one person', () => {
  it('goes on after the yes, under that authority', async () => {
    const ports = memoryPorts();
    const caseId = await waiting(ports, 1);

    await approve(ports, { caseId, actor: person('ann'), reason: 'agreed', reference: 'INC-7' });

    const { state } = await CaseBook.open(ports, caseId);
    expect(await standing(ports, caseId)).toEqual({ ready: ['preserve'], approvals: [] });
    expect(state.authorisations).toMatchObject([
      { authorisation: 'A-0001', reference: 'INC-7', approvers: [{ name: 'ann' }] },
    ]);
  });

  it('asks once however often it is told to ask', async () => {
    const ports = memoryPorts();
    const caseId = await waiting(ports, 1);

    await requestApproval(ports, caseId, 'plan');

    expect((await CaseBook.open(ports, caseId)).state.requests.size).toBe(1);
    expect(ports.messages).toHaveLength(1);
  });

  it('does nothing but the report after a no', async () => {
    const ports = memoryPorts();
    const caseId = await waiting(ports, 1);

    await refuse(ports, { caseId, actor: person('ann'), reason: 'not our host' });

    expect(await standing(ports, caseId)).toEqual({ ready: ['report'], approvals: [] });
    await expect(
      approve(ports, { caseId, actor: person('bob'), reason: 'late' }),
    ).rejects.toMatchObject({ code: 'request.not-pending' });
  });
});

describe('when a state machine waits for the answer', () => {
  const heard: string[] = [];
  const tokens = (answer: () => Promise<'told'>) => ({
    keep: () => Promise.resolve(),
    heartbeat: answer,
    wake: ({ key }: { readonly key: string }) => {
      heard.push(key);
      return answer();
    },
  });

  it('is woken by the last yes and by a no, and an answer stands also where it cannot be woken', async () => {
    const ports = memoryPorts();
    const woken = { ...ports, tokens: tokens(() => Promise.resolve('told')) };
    const two = await waiting(ports, 2);
    await approve(woken, { caseId: two, actor: person('ann'), reason: 'yes' });
    expect(heard).toEqual([]);
    await approve(woken, { caseId: two, actor: person('bob'), reason: 'yes' });
    expect(heard).toEqual(['approval/plan']);

    const deaf = tokens(() => Promise.reject(new PortError('aws.unavailable', 'no answer')));
    const one = memoryPorts();
    const caseId = await waiting(one, 1);
    await refuse({ ...one, tokens: deaf }, { caseId, actor: person('ann'), reason: 'no' });
    expect(heard).toHaveLength(2);
    expect(await standing(one, caseId)).toEqual({ ready: ['report'], approvals: [] });
  });
});

describe('when the plan needs two people', () => {
  it('waits for the second, who must be another', async () => {
    const ports = memoryPorts();
    const caseId = await waiting(ports, 2);

    expect(await approve(ports, { caseId, actor: person('ann'), reason: 'yes' })).toBe('pending');
    await expect(
      approve(ports, { caseId, actor: person(' Ann '), reason: 'yes' }),
    ).rejects.toMatchObject({ code: 'request.same-person' });
    expect(await standing(ports, caseId)).toEqual({ ready: [], approvals: ['plan'] });
    expect(await approve(ports, { caseId, actor: person('bob'), reason: 'yes' })).toBe('granted');
  });
});

describe('when the stack knows who is at the terminal', () => {
  const signedInAs = (ports: MemoryPorts, id: string, person?: string) => ({
    ...ports,
    whoami: {
      identify: () =>
        Promise.resolve({
          by: 'aws' as const,
          name: `arn of ${id}`,
          id,
          ...(person === undefined ? {} : { person }),
        }),
    },
  });
  const bob = { actor: person('bob'), reason: 'yes' };

  it('takes two names of one identity for one person, and enters whom it knows', async () => {
    const memory = memoryPorts();
    const caseId = await waiting(memory, 2);
    const ports = signedInAs(memory, 'ID-1', 'ann');
    await approve(ports, { caseId, actor: person('ann'), reason: 'yes' });

    await expect(approve(ports, { caseId, ...bob })).rejects.toMatchObject({
      code: 'request.same-person',
    });
    expect(await approve(signedInAs(memory, 'ID-2', 'bob'), { caseId, ...bob })).toBe('granted');
    expect((await CaseBook.open(memory, caseId)).state.authorisations).toMatchObject([
      { approvers: [{ identity: { id: 'ID-1' } }, { name: 'bob', identity: { person: 'bob' } }] },
    ]);
  });

  it('takes nobody for a second person who can be anybody, and nothing is entered', async () => {
    const memory = memoryPorts();
    const caseId = await waiting(memory, 2);
    await approve(signedInAs(memory, 'ID-1', 'ann'), {
      caseId,
      actor: person('ann'),
      reason: 'yes',
    });
    const before = (await CaseBook.open(memory, caseId)).state.size;

    await expect(approve(signedInAs(memory, 'ID-3'), { caseId, ...bob })).rejects.toMatchObject({
      code: 'request.same-person',
    });
    expect((await CaseBook.open(memory, caseId)).state.size).toBe(before);
  });

  it('enters no yes and no no of somebody whom it cannot find out', async () => {
    const memory = memoryPorts();
    const caseId = await waiting(memory, 1);
    const before = (await CaseBook.open(memory, caseId)).state.size;
    const denied = new PortError('aws.denied', 'no credentials');
    const ports = { ...memory, whoami: { identify: () => Promise.reject(denied) } };

    await expect(approve(ports, { caseId, ...bob })).rejects.toBe(denied);
    await expect(refuse(ports, { caseId, ...bob })).rejects.toBe(denied);
    expect((await CaseBook.open(memory, caseId)).state.size).toBe(before);
  });
});

describe('when nobody answers in time', () => {
  it('expires, refuses late answers, and acts under nothing', async () => {
    const ports = memoryPorts();
    const caseId = await waiting(ports, 1);
    ports.clock.advance(3_600_000);

    await expect(
      approve(ports, { caseId, actor: person('ann'), reason: 'late' }),
    ).rejects.toMatchObject({ code: 'request.expired' });
    expect(await expireApprovals(ports, caseId)).toBe(true);
    expect(await expireApprovals(ports, caseId)).toBe(false);
    expect(await standing(ports, caseId)).toEqual({ ready: ['report'], approvals: [] });
  });
});
