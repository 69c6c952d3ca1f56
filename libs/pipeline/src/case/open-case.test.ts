import { sha256Hex } from '@afo/custody';
import { memoryPorts } from '@afo/conformance/memory';
import { planRuleSchema, sha256Schema } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { makePlan } from '../plan/make-plan.ts';
import { describe, expect, it } from 'vitest';
import { CaseBook } from './case-book.ts';
import { addNote, closeCase, reopenCase } from './close-case.ts';
import { attachFinding, openCase } from './open-case.ts';
import type { OpenCase } from './open-case.ts';

const ann = { kind: 'human', name: 'ann', via: 'terminal' } as const;
const raw = (text: string) => Buffer.from(JSON.stringify({ text }));
const finding = (text: string, updatedAt = '2026-11-24T02:00:00.000Z') => ({
  body: {
    findingIds: [text],
    format: 'guardduty' as const,
    product: 'GuardDuty',
    title: text,
    types: [],
    severity: 'high' as const,
    updatedAt: updatedAt as never,
    isolate: false,
    reason: 'rule high',
    raw: { sha256: sha256Hex(raw(text)), bytes: raw(text).byteLength },
  },
  raw: raw(text),
});
const unauthorised: OpenCase = {
  title: 'web-01',
  subject: { kind: 'host', id: 'web-01' },
  origin: 'finding',
  reason: 'a finding of high severity',
  sources: [],
  finding: finding('f-1'),
};
const request: OpenCase = {
  ...unauthorised,
  grantedBy: { kind: 'rule', approver: ann, reason: 'by the playbook' },
};
const openPlaybook = {
  name: 'test',
  sha256: sha256Schema.parse('cd'.repeat(32)),
  plan: [planRuleSchema.parse({ name: 'all', approval: { people: 0, reason: 'covered' } })],
};
const typesOf = async (ports: Ports, id: Awaited<ReturnType<typeof openCase>>) => {
  const types: string[] = [];
  for await (const { entry } of ports.log.read(id)) types.push(entry.type);
  return types;
};

describe('when a case opens', () => {
  it('has authority, finding, raw event as evidence, and a signed checkpoint, in that order', async () => {
    const ports = memoryPorts();

    const id = await openCase(ports, request);

    expect(await typesOf(ports, id)).toEqual([
      'case.opened',
      'authorisation.granted',
      'finding.attached',
      'step.started',
      'evidence.acquired',
      'evidence.sealed',
      'step.succeeded',
      'checkpoint.signed',
    ]);
  });

  it('puts everything it will store under legal hold and retention (PRE-3)', async () => {
    const ports = memoryPorts();
    const id = await openCase(ports, request);

    const keys = [];
    for await (const { key } of ports.vault.inventory(id)) keys.push(key);

    expect(keys).toHaveLength(2);
    for (const key of keys)
      expect(await ports.vault.retention(key)).toEqual({
        until: '2027-11-24T03:00:00.000Z',
        legalHold: true,
      });
  });

  it('is the only open one of its subject (ING-4)', async () => {
    const ports = memoryPorts();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => openCase(ports, request)),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses more sources than a plan can name, before anything is opened', async () => {
    const ports = memoryPorts();
    const many = Array.from({ length: 500 }, (_, n) => ({
      kind: 'log' as const,
      uris: [`file:///var/log/archive/${n}.log`],
      title: `${n}.log`,
    }));

    await expect(openCase(ports, { ...request, sources: many })).rejects.toMatchObject({
      code: 'case.too-many-sources',
    });
    expect(await ports.log.list()).toEqual([]);
  });

  it('plans as many as it takes', async () => {
    const ports = memoryPorts();
    const many = Array.from({ length: 200 }, (_, n) => ({
      kind: 'log' as const,
      uris: [`file:///var/log/archive/of/the/host/${n}.log`],
      title: `${n}.log`,
    }));
    const id = await openCase(ports, { ...request, sources: many });
    const book = await CaseBook.open(ports, id);
    const plan = makePlan(book.state, {
      playbook: openPlaybook,
      techniques: [],
      sources: [],
      changes: [],
    });

    await expect(book.append(() => [{ type: 'plan.made', body: { plan } }])).resolves.toHaveLength(
      1,
    );
  });

  it('F-22 takes an order to isolate from a person alone, and opens nothing for anybody else', async () => {
    const ports = memoryPorts();
    const byRule = {
      kind: 'rule',
      approver: { kind: 'service', name: 'playbook' },
      reason: 'r',
    } as const;
    for (const grantedBy of [byRule, { ...byRule, kind: 'command' } as const])
      await expect(openCase(ports, { ...request, isolate: true, grantedBy })).rejects.toMatchObject(
        { code: 'host.not-a-person' },
      );
    await expect(openCase(ports, { ...unauthorised, isolate: true })).rejects.toThrow();
    expect(await ports.log.list()).toEqual([]);
  });

  it('enters no authority that nobody gave', async () => {
    const ports = memoryPorts();
    const id = await openCase(ports, unauthorised);

    expect((await CaseBook.open(ports, id)).state.authorisations).toEqual([]);
  });
});

describe('when a later finding comes', () => {
  it('attaches it once, with its own raw event', async () => {
    const ports = memoryPorts();
    const id = await openCase(ports, request);

    const answers = [
      await attachFinding(ports, id, finding('f-2')),
      await attachFinding(ports, id, finding('f-2')),
    ];

    expect(answers).toEqual(['attached', 'known']);
    expect([...(await CaseBook.open(ports, id)).state.items.keys()]).toEqual(['E-0001', 'E-0002']);
  });

  it('takes a newer version of a known finding for news', async () => {
    const ports = memoryPorts();
    const id = await openCase(ports, request);

    expect(await attachFinding(ports, id, finding('f-1', '2026-11-24T05:00:00.000Z'))).toBe(
      'attached',
    );
  });

  it('finishes keeping an event whose first writer died half-way', async () => {
    const ports = memoryPorts();
    const id = await openCase(ports, request);
    const book = await CaseBook.open(ports, id);
    const late = finding('f-3');
    await book.append(() => [{ type: 'finding.attached', body: late.body }]);

    expect(await attachFinding(ports, id, late)).toBe('known');
    expect((await book.refresh()).items.get('E-0002' as never)?.sealed?.sha256).toBe(
      late.body.raw.sha256,
    );
  });
});

describe('when a case closes', () => {
  it('refuses while its work goes on, unless forced, and then the log says so', async () => {
    const ports = memoryPorts();
    const caseId = await openCase(ports, request);

    await expect(closeCase(ports, { caseId, actor: ann, reason: 'done' })).rejects.toMatchObject({
      code: 'case.still-working',
    });
    await closeCase(ports, { caseId, actor: ann, reason: 'done', force: true });

    const entries = [];
    for await (const { entry } of ports.log.read(caseId))
      if (entry.type === 'case.closed') entries.push(entry.body.reason);
    expect(entries).toEqual(['done (closed by force before the workflow had ended)']);
    await expect(
      closeCase(ports, { caseId, actor: ann, reason: 'done', force: true }),
    ).rejects.toMatchObject({ code: 'case.closed' });
  });

  it('can be taken up again, and takes notes at any time', async () => {
    const ports = memoryPorts();
    const caseId = await openCase(ports, request);
    await expect(reopenCase(ports, { caseId, actor: ann, reason: 'x' })).rejects.toMatchObject({
      code: 'case.nothing-to-do',
    });
    await closeCase(ports, { caseId, actor: ann, reason: 'done', force: true });
    await addNote(ports, { caseId, actor: ann, text: 'receipt filed' });
    await reopenCase(ports, { caseId, actor: ann, reason: 'new lead' });

    expect((await CaseBook.open(ports, caseId)).state.status).toBe('open');
  });
});
