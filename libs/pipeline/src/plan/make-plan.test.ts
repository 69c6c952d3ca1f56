import { memoryPorts } from '@afo/conformance/memory';
import type { Ports } from '@afo/ports';
import type { CaseId, Source, StepName } from '@afo/domain';
import { evidenceId, planRuleSchema, sha256Schema } from '@afo/domain';
import { SAMPLE_CASE } from '@afo/domain/testing';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../case/case-book.ts';
import { openCase } from '../case/open-case.ts';
import { runStep } from '../step/run-step.ts';
import type { StepHandlers } from '../step/step.ts';
import { triage } from '../triage/triage.ts';
import { planWith } from './make-plan.ts';
import type { PlanningPlaybook } from './make-plan.ts';
import { hostSteps } from '../host/host-steps.ts';

const rule = (fields: object) =>
  planRuleSchema.parse({ name: 'r', approval: { people: 0, reason: 'covered' }, ...fields });
const playbook = (...plan: PlanningPlaybook['plan']): PlanningPlaybook => ({
  name: 'test',
  sha256: sha256Schema.parse('cd'.repeat(32)),
  plan,
});
const source = (kind: Source['kind'], title: string): Source => ({
  kind,
  title,
  uris: [`file:///${title}`],
});

async function opened(ports: Ports, sources: readonly Source[] = []): Promise<CaseId> {
  return openCase(ports, {
    title: 'x',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'x',
    sources,
  });
}
async function run(
  ports: Ports,
  caseId: CaseId,
  step: { readonly name: StepName; readonly handlers: StepHandlers },
) {
  const control = { signal: new AbortController().signal, progress: () => undefined };
  await runStep({
    ports,
    handlers: step.handlers,
    task: { caseId, step: step.name, key: step.name, attempt: 1 },
    control,
  });
  return (await CaseBook.open(ports, caseId)).state;
}
const planned = async (ports: Ports, caseId: CaseId, book: PlanningPlaybook) =>
  run(ports, caseId, { name: 'plan', handlers: { plan: planWith(book) } });

describe('when a plan is made', () => {
  it('acquires by the order of volatility, whatever order the sources were named in (C5)', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports, [
      source('log', 'auth'),
      source('disk', 'sda'),
      source('memory', 'ram'),
      source('disk', 'sdb'),
    ]);

    const { plan } = await planned(ports, caseId, playbook(rule({})));

    expect(plan?.items.map(({ item, title }) => `${item} ${title}`)).toEqual([
      'E-0001 ram',
      'E-0002 sda',
      'E-0003 sdb',
      'E-0004 auth',
    ]);
  });

  it('takes the first rule that speaks of the case', async () => {
    const ports = memoryPorts();
    const severe = rule({
      name: 'severe',
      when: { severityAtLeast: 'high' },
      approval: { people: 2, reason: 'x' },
      order: 'contain-first',
    });
    const dead = rule({
      name: 'dead-box',
      when: { origin: ['command'], subject: ['host'], isolate: false },
      approval: { people: 1, reason: 'ask' },
    });

    const { plan } = await planned(ports, await opened(ports), playbook(severe, dead, rule({})));

    expect(plan).toMatchObject({
      approval: { people: 1, reason: 'rule dead-box: ask' },
      order: 'memory-first',
      isolate: false,
    });
  });

  it('fails when no rule speaks, and nothing is done without a plan', async () => {
    const ports = memoryPorts();
    const state = await planned(
      ports,
      await opened(ports),
      playbook(rule({ when: { subject: ['ec2-instance'] } })),
    );

    expect(state.steps.get('plan')).toMatchObject({
      status: 'failed',
      ended: true,
      code: 'playbook.invalid',
    });
    expect(state.plan).toBeUndefined();
  });
});

describe('when the host is looked at', () => {
  it('keeps each answer as evidence, with its request id, before any change (TRI-3)', async () => {
    const answer = {
      name: 'DescribeInstances',
      where: {},
      requestId: 'req-1',
      bytes: Buffer.from('{"a":1}'),
    };
    const ports = memoryPorts({ inventory: [answer] });

    const state = await run(ports, await opened(ports), { name: 'triage', handlers: { triage } });

    expect(state.steps.get('triage')?.status).toBe('succeeded');
    expect([...state.items.values()].map(({ acquired }) => acquired?.kind)).toEqual(['inventory']);
  });
});

describe('when this stack cannot act on the host', () => {
  it('F-08 skips with the reason and enters that containment is unproven', async () => {
    const ports = memoryPorts();
    const caseId = await opened(ports);
    await planned(ports, caseId, playbook(rule({})));

    await run(ports, caseId, { name: 'contain', handlers: hostSteps });
    const state = await run(ports, caseId, { name: 'prove', handlers: hostSteps });

    expect(state.steps.get('contain')).toMatchObject({
      status: 'skipped',
      reason: 'not available on this stack',
    });
    expect(state.containment).toBe('unproven');
  });

  it('fails loudly where it is possible and nobody does it', async () => {
    const ports = memoryPorts({
      techniques: [{ technique: 'contain', possible: true, reason: 'reachable' }],
    });
    const caseId = await opened(ports);
    await planned(ports, caseId, playbook(rule({})));

    const state = await run(ports, caseId, { name: 'contain', handlers: hostSteps });

    expect(state.steps.get('contain')).toMatchObject({
      status: 'failed',
      code: 'host.nothing-to-change',
    });
  });
});

describe('when the stack knows sources of the subject', () => {
  it('takes them in beside those of the case, each once', async () => {
    const ports = memoryPorts({ sources: [source('disk', 'sda'), source('disk', 'sdb')] });

    const { plan } = await planned(
      ports,
      await opened(ports, [source('disk', 'sda')]),
      playbook(rule({})),
    );

    expect(plan?.items.map(({ title }) => title)).toEqual(['sda', 'sdb']);
  });

  it('DSK-3 keeps that a disk is acquired since an earlier item, where the stack knows the same disk', async () => {
    const since = { case: SAMPLE_CASE, item: evidenceId(1) };
    const ports = memoryPorts({ sources: [source('disk', 'sda')] });

    const { plan } = await planned(
      ports,
      await opened(ports, [{ ...source('disk', 'sda'), since }]),
      playbook(rule({})),
    );

    expect(plan?.items.map((item) => item.source.since)).toEqual([since]);
  });
});
