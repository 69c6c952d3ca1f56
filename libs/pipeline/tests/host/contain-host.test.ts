import { isEntry } from '@afo/domain';
import type { CaseId, EntryBody } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { CaseBook, closeCase, containHost, releaseHost } from '../../src/index.ts';
import { caseAbout, changesOf, step, SwitchableHost } from './switchable-host.ts';

const ann = { kind: 'human', name: 'ann' } as const;
const order = (caseId: CaseId) => ({
  caseId,
  actor: ann,
  reason: 'it spreads',
  reference: 'INC-8',
});
const PROOF = {
  method: 'probe',
  proven: true,
  reason: 'nothing gets out',
  records: [{ name: 'probe', where: {}, bytes: Buffer.from('[]') }],
};

async function withoutIsolation() {
  const host = new SwitchableHost();
  host.proof = PROOF;
  return { host, ...(await caseAbout(host, { isolate: false })) };
}

async function stateOf({ ports, caseId }: { readonly ports: Ports; readonly caseId: CaseId }) {
  return (await CaseBook.open(ports, caseId)).state;
}

describe('when a person orders that a host is isolated', () => {
  it('F-22 is isolated and proven under that order, although the plan has none', async () => {
    const about = await withoutIsolation();
    const { host, ports, caseId } = about;

    expect(await containHost(ports, order(caseId))).toEqual({
      changes: 2,
      proof: { proven: true, method: 'probe' },
    });

    expect([host.switches.get('network'), host.switches.get('role')]).toEqual(['closed', 'none']);
    const state = await stateOf(about);
    expect(state.containment).toBe('proven');
    expect(state.authorisations.at(-1)).toMatchObject({
      kind: 'command',
      approvers: [ann],
      scope: ['contain-by-order', 'prove-by-order'],
      reference: 'INC-8',
    });
    for await (const { entry } of ports.log.read(caseId))
      if (['resource.changed', 'containment.proven', 'evidence.sealed'].includes(entry.type))
        expect(entry.why).toBe('A-0002');
    expect(ports.messages.at(-1)).toContain('is isolated, proven by probe');
    expect(state.checkpoints.at(-1)?.size).toBe(state.size - 1);
  });

  it('goes on where the last attempt of the workflow has failed, and does nothing twice', async () => {
    const host = new SwitchableHost();
    host.broken.add('role');
    const about = await caseAbout(host);
    for (const attempt of [1, 2, 3]) await step(about, 'contain', attempt);
    host.broken.clear();
    host.proof = PROOF;
    const before = host.calls.length;

    await containHost(about.ports, order(about.caseId));

    expect(host.calls.slice(before)).toEqual(['contain/role']);
    expect((await stateOf(about)).containment).toBe('proven');
  });

  it('changes nothing when the order comes again, and looks for the proof anew', async () => {
    const { host, ...about } = await withoutIsolation();
    host.proof = { proven: false, reason: 'no record yet', records: [] };
    expect((await containHost(about.ports, order(about.caseId))).proof).toMatchObject({
      proven: false,
    });
    expect((await stateOf(about)).steps.get('prove-by-order')).toMatchObject({
      status: 'failed',
      code: 'host.unproven',
    });
    host.proof = PROOF;

    const again = await containHost(about.ports, order(about.caseId));

    expect(again.proof).toEqual({ proven: true, method: 'probe' });
    expect(host.calls).toEqual(['contain/network', 'contain/role']);
  });

  it('is proven by records since the last change, not since the order that came again', async () => {
    const { host, ...about } = await withoutIsolation();
    await containHost(about.ports, order(about.caseId));
    const done = about.ports.clock.now();
    about.ports.clock.advance(600_000);

    await containHost(about.ports, order(about.caseId));

    expect(host.askedSince).toEqual([done, done]);
  });

  it('F-08 leaves no earlier proof as the last word when a change fails, and tells people', async () => {
    const { host, ...about } = await withoutIsolation();
    await containHost(about.ports, order(about.caseId));
    host.switches.set('network', 'open');
    host.broken.add('network');

    await expect(containHost(about.ports, order(about.caseId))).rejects.toMatchObject({
      code: 'host.not-changed',
    });

    const state = await stateOf(about);
    expect(state.containment).toBe('unproven');
    expect(state.steps.get('contain-by-order')).toMatchObject({ status: 'failed', attempt: 2 });
    expect(about.ports.messages.at(-1)).toContain('NOT isolated whole');
  });

  it('F-08 does not take an earlier proof for its own when nothing can prove it now', async () => {
    const { host, ...about } = await withoutIsolation();
    await containHost(about.ports, order(about.caseId));
    host.proof = { ...PROOF, proven: false, reason: 'it reached 192.0.2.1' };

    const { proof } = await containHost(about.ports, order(about.caseId));

    expect(proof).toMatchObject({ proven: false });
    expect((await stateOf(about)).containment).toBe('unproven');
  });

  it('goes on after a terminal that died in the middle', async () => {
    const { host, ...about } = await withoutIsolation();
    host.meanwhile.set('contain/role', () => Promise.reject(new Error('killed')));
    await expect(containHost(about.ports, order(about.caseId))).rejects.toThrow('killed');
    host.meanwhile.clear();
    host.switches.set('role', 'none');

    await containHost(about.ports, order(about.caseId));

    const ofRole = (await changesOf(about)).filter(({ change }) => change === 'contain/role');
    expect(ofRole.map(({ phase }) => phase)).toEqual(['intended', 'done']);
  });

  it('is overtaken by a later order, and changes nothing more that is not in the log', async () => {
    const { host, ...about } = await withoutIsolation();
    host.meanwhile.set('contain/network', async () => {
      host.meanwhile.clear();
      await containHost(about.ports, order(about.caseId));
    });

    await expect(containHost(about.ports, order(about.caseId))).rejects.toMatchObject({
      code: 'case.busy',
    });

    expect((await stateOf(about)).steps.get('contain-by-order')).toMatchObject({
      status: 'succeeded',
      attempt: 2,
    });
    expect(about.ports.messages.filter((text) => text.includes('NOT isolated'))).toEqual([]);
  });

  it('is ordered by no program, and not in a closed case', async () => {
    const { ports, caseId } = await withoutIsolation();
    const machine = { ...order(caseId), actor: ports.actor };

    await expect(containHost(ports, machine)).rejects.toMatchObject({ code: 'host.not-a-person' });
    await closeCase(ports, { caseId, actor: ann, reason: 'over', force: true });
    await expect(containHost(ports, order(caseId))).rejects.toMatchObject({ code: 'case.closed' });
  });

  it('says why where nothing here can isolate, and enters no authority for nothing', async () => {
    const { host, ...about } = await withoutIsolation();
    host.techniques = [{ technique: 'contain', possible: false, reason: 'no control from here' }];

    await expect(containHost(about.ports, order(about.caseId))).rejects.toMatchObject({
      code: 'host.cannot-contain',
      message: 'the host cannot be isolated from here: no control from here',
    });
    expect((await stateOf(about)).authorisations).toHaveLength(1);
  });

  it('F-08 is not proven where nothing here can prove it, and the log says why', async () => {
    const { host, ...about } = await withoutIsolation();
    host.techniques = [{ technique: 'contain', possible: true, reason: 'a test' }];

    const { proof } = await containHost(about.ports, order(about.caseId));

    expect(proof).toEqual({ proven: false, reason: 'nothing here can prove' });
    const state = await stateOf(about);
    expect(state.containment).toBe('unproven');
    expect(state.steps.get('prove-by-order')?.status).toBe('skipped');
  });

  it('fails when it finds nothing to change: nothing done is not isolated', async () => {
    const { host, ...about } = await withoutIsolation();
    host.isEmpty = true;

    await expect(containHost(about.ports, order(about.caseId))).rejects.toMatchObject({
      code: 'host.nothing-to-change',
    });
    expect((await stateOf(about)).containment).toBe('unproven');
  });
});

describe('when orders and the workflow meet on one host', () => {
  it.each(['preserve', 'contain'] as const)(
    'does not isolate by order while %s is at work, but does when its worker is lost',
    async (name) => {
      const host = new SwitchableHost();
      const about = await caseAbout(host);
      host.broken.add('role').add('protection');
      await step(about, name);
      host.broken.clear();

      await expect(containHost(about.ports, order(about.caseId))).rejects.toMatchObject({
        code: 'case.busy',
        retryable: true,
      });
      about.ports.clock.advance(3_600_000);
      expect(await containHost(about.ports, order(about.caseId))).toMatchObject({ changes: 2 });
    },
  );

  it('lets neither order begin while the other is at work', async () => {
    const { host, ...about } = await withoutIsolation();
    const refused: unknown[] = [];
    const meanwhile = (which: typeof releaseHost | typeof containHost) => async () => {
      await which(about.ports, order(about.caseId)).catch((error: unknown) => refused.push(error));
    };
    host.meanwhile.set('contain/role', meanwhile(releaseHost));
    host.meanwhile.set('release/role', meanwhile(containHost));

    await containHost(about.ports, order(about.caseId));
    await releaseHost(about.ports, order(about.caseId));

    expect(refused).toMatchObject([{ code: 'case.busy' }, { code: 'case.busy' }]);
    expect([...host.switches.values()]).toEqual(['off', 'open', 'worn']);
  });

  it('ends in the log what an order left whose terminal was lost, when the other order comes', async () => {
    const { host, ...about } = await withoutIsolation();
    await containHost(about.ports, order(about.caseId));
    const gone = new Promise<void>(() => undefined);
    host.meanwhile.set('release/role', () => gone);
    void releaseHost(about.ports, order(about.caseId));
    await expect.poll(() => host.calls).toContain('release/role');
    about.ports.clock.advance(3_600_000);
    host.meanwhile.clear();

    await containHost(about.ports, order(about.caseId));

    expect((await stateOf(about)).steps.get('release')).toMatchObject({
      status: 'failed',
      ended: true,
      cause: 'order A-0004 has taken over before this had ended',
    });
  });

  it('has the workflow wait for an order that is at work, and find its work done after', async () => {
    const { host, ...about } = await withoutIsolation();
    host.meanwhile.set('contain/role', async () => {
      const state = await step(about, 'contain');
      expect(state.steps.get('contain')).toMatchObject({ status: 'failed', code: 'case.busy' });
    });
    await containHost(about.ports, order(about.caseId));

    const state = await step(about, 'contain', 2);

    expect(state.steps.get('contain')).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(host.calls).toEqual(['contain/network', 'contain/role']);
  });

  it('does not take the proof of an order for one of the workflow', async () => {
    const { host, ...about } = await withoutIsolation();
    await containHost(about.ports, order(about.caseId));
    host.proof = { proven: false, reason: 'it talks', records: [] };

    expect((await step(about, 'prove')).containment).toBe('unproven');
  });

  it('F-20 enters no proof of a host that was given back while it was looked at', async () => {
    const { host, ...about } = await withoutIsolation();
    await step(about, 'contain');
    host.whileProving = async () => {
      await releaseHost(about.ports, order(about.caseId));
    };

    const state = await step(about, 'prove');

    expect([state.containment, state.steps.get('prove')?.code]).toEqual([
      undefined,
      'host.unproven',
    ]);
  });

  it('cuts connections anew when a release had been begun before', async () => {
    const { host, ...about } = await withoutIsolation();
    host.acts.add('network');
    await containHost(about.ports, order(about.caseId));
    host.broken.add('role');
    await expect(releaseHost(about.ports, order(about.caseId))).rejects.toThrow('release/role');
    host.broken.clear();

    await containHost(about.ports, order(about.caseId));

    expect(host.switches.get('network')).toBe('closed');
  });
});

describe('when a host is given back before the workflow has come to isolate it', () => {
  const released = async () => {
    const host = new SwitchableHost();
    const about = await caseAbout(host);
    await step(about, 'preserve');
    await releaseHost(about.ports, order(about.caseId));
    return { host, ...about };
  };

  it('is not isolated by what was planned before, and the log says by whose order', async () => {
    const { host, ...about } = await released();
    await step(about, 'contain');

    const state = await step(about, 'prove');

    expect(host.switches.get('network')).toBe('open');
    for (const name of ['contain', 'prove'])
      expect(state.steps.get(name)).toMatchObject({
        status: 'skipped',
        reason: 'the host was given back by order A-0002; afo contain isolates it',
      });
    expect(state.containment).toBe('unproven');
  });

  it('is not taken out of service again by a preserve that comes late, but its snapshots are taken', async () => {
    const host = new SwitchableHost();
    const about = await caseAbout(host);
    await containHost(about.ports, order(about.caseId));
    await releaseHost(about.ports, order(about.caseId));

    await step(about, 'preserve');
    await step(about, 'snapshot');

    expect([host.switches.get('protection'), host.switches.get('snapshots')]).toEqual([
      'off',
      'taken',
    ]);
  });

  it('is isolated when a person orders that after, and the workflow does not undo it', async () => {
    const { host, ...about } = await released();
    host.proof = PROOF;
    await containHost(about.ports, order(about.caseId));

    const state = await step(about, 'contain');

    expect(host.switches.get('network')).toBe('closed');
    expect(state.steps.get('contain')?.status).toBe('succeeded');
    const ended: EntryBody<'step.skipped'>[] = [];
    for await (const { entry } of about.ports.log.read(about.caseId))
      if (isEntry(entry, 'step.skipped')) ended.push(entry.body);
    expect(ended).toEqual([]);
  });
});
