import { memoryPorts } from '@afo/conformance/memory';
import type { EntryDraft } from '@afo/domain';
import { planRuleSchema, sha256Schema } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { CaseBook, openCase, planWith, releaseHost, runStep } from '../../src/index.ts';
import { ALL, caseAbout, changesOf, step, SwitchableHost } from './switchable-host.ts';

const ordered: EntryDraft = {
  type: 'finding.attached',
  body: {
    findingIds: ['f-1'],
    format: 'guardduty',
    product: 'GuardDuty',
    title: 'a miner',
    types: [],
    severity: 'high',
    isolate: true,
    reason: 'rule high',
    raw: { sha256: sha256Schema.parse('ab'.repeat(32)), bytes: 2 },
  },
};

const ann = { kind: 'human', name: 'ann' } as const;

describe('when a plan is made for a host that can be controlled', () => {
  const planned = async (isolate: boolean) => {
    const host = new SwitchableHost();
    const ports = memoryPorts({ techniques: ALL, host: host.control });
    const caseId = await openCase(ports, {
      title: 'web-01',
      subject: { kind: 'host', id: 'web-01' },
      origin: 'command',
      reason: 'suspected',
      sources: [],
    });
    const book = await CaseBook.open(ports, caseId);
    if (isolate) await book.append(() => [ordered]);
    const rule = { name: 'all', approval: { people: 0, reason: 'covered' } };
    const playbook = {
      name: 'test',
      sha256: sha256Schema.parse('cd'.repeat(32)),
      plan: [planRuleSchema.parse(rule)],
    };
    const control = { signal: new AbortController().signal, progress: () => undefined };
    const task = { caseId, step: 'plan', key: 'plan', attempt: 1 };
    await runStep({ ports, handlers: { plan: planWith(playbook) }, task, control });
    const { state } = await CaseBook.open(ports, caseId);
    return { host, calls: state.plan?.changes.map(({ step: name, call }) => `${name} ${call}`) };
  };

  it('lists every call in its order before any is made, and makes none', async () => {
    const { host, calls } = await planned(true);

    expect(calls).toEqual([
      'preserve test:Set-protection',
      'snapshot test:Set-snapshots',
      'contain test:Set-network',
      'contain test:Set-role',
    ]);
    expect(host.calls).toEqual([]);
  });

  it('F-22 lists no isolation that nobody has ordered', async () => {
    expect((await planned(false)).calls?.filter((call) => call.startsWith('contain'))).toEqual([]);
  });
});

describe('when a host is contained', () => {
  it('F-20 leaves what could be closed closed when a change fails, and tells people', async () => {
    const host = new SwitchableHost();
    host.broken.add('role');
    const about = await caseAbout(host);
    for (const attempt of [1, 2, 3]) await step(about, 'contain', attempt);

    expect([host.switches.get('network'), host.switches.get('role')]).toEqual(['closed', 'worn']);
    expect(about.ports.messages.at(-1)).toContain('contain failed and will not be tried again');
  });

  it('is contained once, however often the step is delivered', async () => {
    const host = new SwitchableHost();
    const about = await caseAbout(host);
    await step(about, 'contain');
    const state = await step(about, 'contain', 2);

    expect(state.steps.get('contain')).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(host.calls).toEqual(['contain/network', 'contain/role']);
  });
});

const record = (text: string) => ({ name: 'flow logs', where: {}, bytes: Buffer.from(text) });

describe('when isolation is to be proven', () => {
  it('F-08 enters a proof with the evidence that it rests on', async () => {
    const host = new SwitchableHost();
    host.proof = { method: 'flow-logs', proven: true, reason: 'nothing', records: [record('[]')] };
    const about = await caseAbout(host);

    const state = await step(about, 'prove');

    expect(state.containment).toBe('proven');
    expect(state.steps.get('prove')?.status).toBe('succeeded');
    expect([...state.items.values()].map(({ sealed }) => sealed?.bytes)).toEqual([2]);
  });

  it('F-08 fails when there is no proof, or a word without evidence, and proves with later answers', async () => {
    const host = new SwitchableHost();
    const about = await caseAbout(host);
    host.proof = { method: 'flow-logs', proven: true, reason: 'so they say', records: [] };
    const first = await step(about, 'prove');
    expect([first.containment, first.steps.get('prove')?.code]).toEqual([
      'unproven',
      'host.unproven',
    ]);
    host.proof = { proven: false, reason: 'one record', records: [record('old')] };
    await step(about, 'prove', 2);
    host.proof = { method: 'flow-logs', proven: true, reason: 'none', records: [record('later')] };
    const last = await step(about, 'prove', 3);

    expect(last.containment).toBe('proven');
    const [old, later] = [...last.items.values()];
    expect([old?.sealed?.bytes, later?.sealed?.bytes]).toEqual([3, 5]);
    for await (const { entry } of about.ports.log.read(about.caseId))
      if (entry.type === 'containment.proven')
        expect(entry.body).toMatchObject({ evidence: later?.item });
  });
});

describe('when a host is given back', () => {
  const contained = async () => {
    const host = new SwitchableHost();
    const about = await caseAbout(host);
    await step(about, 'preserve');
    await step(about, 'snapshot');
    await step(about, 'contain');
    return { host, ...about };
  };
  const order = (caseId: Awaited<ReturnType<typeof contained>>['caseId']) => ({
    caseId,
    actor: ann,
    reason: 'the examination is over',
    reference: 'INC-7',
  });

  it('puts everything back as it was, the last change first, under an authority of its own', async () => {
    const { host, ports, caseId } = await contained();

    expect(await releaseHost(ports, order(caseId))).toBe(3);

    expect([...host.switches.values()]).toEqual(['off', 'open', 'worn', 'taken']);
    expect(host.calls.slice(4)).toEqual(['release/role', 'release/network', 'release/protection']);
    const { state } = await CaseBook.open(ports, caseId);
    expect(state.authorisations.at(-1)).toMatchObject({ scope: ['release'], reference: 'INC-7' });
    const reasons = new Map<string, string | undefined>();
    for await (const { entry } of ports.log.read(caseId))
      if (entry.type === 'resource.changed') reasons.set(entry.body.change, entry.why);
    expect([reasons.get('contain/network'), reasons.get('release/network')]).toEqual([
      'A-0001',
      'A-0002',
    ]);
    expect(state.steps.get('release')?.status).toBe('succeeded');
  });

  it('is not ordered by a program, and not twice', async () => {
    const { host, ports, caseId } = await contained();
    const machine = { ...order(caseId), actor: ports.actor };

    await expect(releaseHost(ports, machine)).rejects.toMatchObject({ code: 'host.not-a-person' });
    expect(host.switches.get('network')).toBe('closed');
    await releaseHost(ports, order(caseId));
    await expect(releaseHost(ports, order(caseId))).rejects.toMatchObject({
      code: 'host.nothing-to-release',
    });
  });

  it('says what could not be put back, and puts it back when the order comes again', async () => {
    const { host, ports, caseId } = await contained();
    host.broken.add('network');

    await expect(releaseHost(ports, order(caseId))).rejects.toThrow('release/network (aws.denied)');
    expect(ports.messages.at(-1)).toContain('NOT given back whole');
    expect([...host.switches.values()]).toEqual(['off', 'closed', 'worn', 'taken']);
    host.broken.clear();
    await releaseHost(ports, order(caseId));

    expect([...host.switches.values()]).toEqual(['off', 'open', 'worn', 'taken']);
    const { state } = await CaseBook.open(ports, caseId);
    expect(state.steps.get('release')).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect((await changesOf({ ports, caseId })).at(-1)).toMatchObject({
      setting: 'network',
      phase: 'done',
    });
  });

  it('is taken over by a later order, and the earlier one changes nothing more that is not in the log', async () => {
    const { host, ports, caseId } = await contained();
    host.meanwhile.set('release/role', async () => {
      host.meanwhile.clear();
      await releaseHost(ports, order(caseId));
    });

    await expect(releaseHost(ports, order(caseId))).rejects.toMatchObject({ code: 'case.busy' });

    expect([...host.switches.values()]).toEqual(['off', 'open', 'worn', 'taken']);
    const { state } = await CaseBook.open(ports, caseId);
    expect(state.steps.get('release')).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(ports.messages.filter((text) => text.includes('NOT given back'))).toEqual([]);
    const intents = (await changesOf({ ports, caseId })).filter(
      ({ change, phase }) => change.startsWith('release/') && phase === 'intended',
    );
    expect(host.calls.slice(4)).toEqual([
      'release/role',
      ...intents.slice(1).map((one) => one.change),
    ]);
  });

  it('answers what an order that broke off in the middle had begun', async () => {
    const { host, ports, caseId } = await contained();
    host.meanwhile.set('release/network', () => Promise.reject(new Error('killed')));
    await expect(releaseHost(ports, order(caseId))).rejects.toThrow('killed');
    host.meanwhile.clear();
    host.switches.set('network', 'open');

    await releaseHost(ports, order(caseId));

    const ofNetwork = (await changesOf({ ports, caseId })).filter(
      ({ change }) => change === 'release/network',
    );
    expect(ofNetwork.map(({ phase }) => phase)).toEqual(['intended', 'done']);
    expect([...host.switches.values()]).toEqual(['off', 'open', 'worn', 'taken']);
  });

  it('waits for a containment that is at work, which would undo it, but not for a worker that is lost', async () => {
    const host = new SwitchableHost();
    const about = await caseAbout(host);
    const { ports, caseId } = about;
    host.broken.add('role');
    await step(about, 'contain');

    await expect(releaseHost(ports, order(caseId))).rejects.toMatchObject({ code: 'case.busy' });
    expect(host.switches.get('network')).toBe('closed');
    ports.clock.advance(3_600_000);
    host.broken.clear();
    await releaseHost(ports, order(caseId));

    expect(host.switches.get('network')).toBe('open');
  });
});
