import { readFileSync } from 'node:fs';
import { memoryPorts, MemoryRejectedEvents } from '@afo/conformance/memory';
import type { CaseId, Entry } from '@afo/domain';
import { PortError } from '@afo/ports';
import { beforeEach, describe, expect, it } from 'vitest';
import { CaseBook } from '../../src/case/case-book.ts';
import { closeCase } from '../../src/case/close-case.ts';
import type { IngestOptions, IngestPorts } from '../../src/ingest/ingest.ts';
import { ingest, ingestion } from '../../src/ingest/ingest.ts';
import { loadPlaybook } from '../../src/ingest/playbook.ts';
import { replayRejected } from '../../src/ingest/replay.ts';
import * as sample from './samples.ts';

const { bytesOf, FINDING_ARN } = sample;
const playbook = loadPlaybook(
  readFileSync(new URL('../../../../deployment/playbooks/default.yaml', import.meta.url), 'utf8'),
);
const options: IngestOptions = { playbook };
let ports: IngestPorts & ReturnType<typeof memoryPorts> & { rejected: MemoryRejectedEvents };
beforeEach(() => {
  ports = { ...memoryPorts(), rejected: new MemoryRejectedEvents() };
});

const give = (value: unknown, more: Partial<IngestOptions> = {}) =>
  ingest(ports, bytesOf(value), { ...options, ...more });
const outcomesOf = async (value: unknown) =>
  (await give(value)).decisions.map(({ outcome }) => outcome);
const cases = () => ports.log.list({});
const entriesOf = async (id: CaseId): Promise<readonly Entry[]> => {
  const entries: Entry[] = [];
  for await (const { entry } of ports.log.read(id)) entries.push(entry);
  return entries;
};
const onlyCase = async () => {
  const [only, ...others] = await cases();
  expect(others).toEqual([]);
  if (only === undefined) throw new Error('no case');
  return only.id;
};
const countOf = async (id: CaseId, type: Entry['type']) =>
  (await entriesOf(id)).filter((entry) => entry.type === type).length;
const ann = { kind: 'human', name: 'ann', via: 'terminal' } as const;

describe('when a severe finding comes in', () => {
  it('opens a case under the authority of the rule, with the event itself as evidence, byte for byte', async () => {
    const bytes = bytesOf(sample.guardDutyEvent());

    const result = await ingest(ports, bytes, options);

    const id = await onlyCase();
    expect(result.cases).toEqual([{ case: id, outcome: 'opened' }]);
    const { state } = await CaseBook.open(ports, id);
    expect(state.authorisations).toMatchObject([
      {
        kind: 'rule',
        approvers: [{ kind: 'service', name: 'playbook default', version: playbook.sha256 }],
      },
    ]);
    expect(state.findings).toMatchObject([
      { findingIds: [sample.FINDING_ID], isolate: false, rule: 'severe-threats' },
    ]);
    const [item] = state.items.values();
    expect(item?.acquired).toMatchObject({
      kind: 'finding',
      bytes: bytes.byteLength,
      sha256: state.findings[0]?.raw.sha256,
    });
  });

  it('keeps the order to isolate in the log', async () => {
    await give(sample.customAction('Forensic Isolation'));

    const { state } = await CaseBook.open(ports, await onlyCase());
    expect(state.findings).toMatchObject([{ isolate: true, action: 'Forensic Isolation' }]);
  });

  it('changes nothing in a dry run, and decides the same', async () => {
    const dry = await give([sample.guardDutyEvent(), { bad: 1 }], { dryRun: true });

    expect(dry.decisions.map(({ outcome }) => outcome)).toEqual(['open', 'reject']);
    expect(dry.rejected).toMatchObject([{ code: 'event.unknown-format' }]);
    expect(await cases()).toEqual([]);
    expect(await ports.rejected.list()).toEqual([]);
    const { decisions } = await give([sample.guardDutyEvent(), { bad: 1 }]);
    expect(decisions).toEqual(dry.decisions);
  });

  it('takes a finding of the greatest size that is allowed without breaking an entry', async () => {
    const Types = Array.from({ length: 40 }, (_, index) => `${'\u0001'.repeat(490)}${index}`);
    const finding = sample.asff({ Id: '\u20ac'.repeat(2048), Title: '\u0001'.repeat(1024), Types });

    expect(await outcomesOf(sample.customAction('Forensic Triage', [finding]))).toEqual(['open']);
  });
});

describe('when a finding comes again', () => {
  it('F-41 opens one case for 1,000 duplicates at once, and enters it once', async () => {
    const take = ingestion(ports, options);
    const bytes = bytesOf(sample.guardDutyEvent());

    const results = await Promise.all(Array.from({ length: 1000 }, () => take(bytes)));

    const id = await onlyCase();
    expect(results.filter(({ cases: [first] }) => first?.outcome === 'opened')).toHaveLength(1);
    expect(await countOf(id, 'finding.attached')).toBe(1);
    expect(await countOf(id, 'evidence.sealed')).toBe(1);
    expect(
      new Set(results.flatMap(({ decisions }) => decisions.map(({ outcome }) => outcome))),
    ).toEqual(new Set(['open', 'ignore']));
  });

  it('F-41 attaches 1,000 updates to one case, each once, and gives no order twice', async () => {
    const take = ingestion(ports, options);
    const update = (n: number) =>
      bytesOf(
        sample.guardDutyEvent(
          sample.guardDuty({
            updatedAt: new Date(Date.parse('2026-11-24T02:44:00Z') + n).toISOString(),
          }),
        ),
      );

    await Promise.all(Array.from({ length: 1000 }, (_, n) => take(update(n))));
    await Promise.all(Array.from({ length: 50 }, (_, n) => take(update(n))));

    const id = await onlyCase();
    expect(await countOf(id, 'finding.attached')).toBe(1000);
    expect(await countOf(id, 'authorisation.granted')).toBe(1);
    expect(await countOf(id, 'evidence.sealed')).toBe(1000);
  }, 60_000);

  it('F-41 takes the copies of member and aggregator, of GuardDuty and of Security Hub, for one finding', async () => {
    expect(await outcomesOf(sample.guardDutyEvent())).toEqual(['open']);
    expect(
      await outcomesOf({ ...sample.guardDutyEvent(), account: '999988887777', id: 'other' }),
    ).toEqual(['ignore']);
    expect(await outcomesOf(sample.imported())).toEqual(['ignore']);
    expect(await outcomesOf(sample.ocsfEvent())).toEqual(['ignore']);
    expect(await countOf(await onlyCase(), 'finding.attached')).toBe(1);
  });

  it('F-41 is one case however many processes take it at once', async () => {
    const desks = Array.from({ length: 8 }, () => ingestion(ports, options));
    const update = (n: number) =>
      bytesOf(
        sample.guardDutyEvent(
          sample.guardDuty({ updatedAt: new Date(1_795_488_000_000 + (n % 10)).toISOString() }),
        ),
      );

    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        (desks[n % desks.length] ?? ingestion(ports, options))(update(n)),
      ),
    );

    const id = await onlyCase();
    expect(await countOf(id, 'finding.attached')).toBe(10);
    expect(await countOf(id, 'case.opened')).toBe(1);
  });

  it('takes an order to isolate for news, though the finding is known', async () => {
    await give(sample.imported());

    expect(await outcomesOf(sample.customAction('Forensic Isolation'))).toEqual(['attach']);
    expect(await outcomesOf(sample.customAction('Forensic Isolation'))).toEqual(['ignore']);

    const { state } = await CaseBook.open(ports, await onlyCase());
    expect(state.findings.map(({ isolate }) => isolate)).toEqual([false, true]);
  });

  it('attaches a later finding on the same subject, severe or not', async () => {
    await give(sample.guardDutyEvent());

    expect(
      await outcomesOf(sample.guardDutyEvent(sample.guardDuty({ id: 'mild', severity: 2 }))),
    ).toEqual(['attach']);
  });

  it('opens nothing for a late copy after the case was closed, but for an update or a new order', async () => {
    const order = sample.customAction('Forensic Triage');
    await give(sample.guardDutyEvent());
    await give(order);
    await closeCase(ports, { caseId: await onlyCase(), actor: ann, reason: 'done', force: true });

    expect(await outcomesOf(sample.guardDutyEvent())).toEqual(['ignore']);
    expect(await outcomesOf(order)).toEqual(['ignore']);
    expect(await outcomesOf({ ...order, id: 'another click' })).toEqual(['open']);
    expect(await cases()).toHaveLength(2);
  });

  it('opens another case when the one at hand closes meanwhile', async () => {
    const take = ingestion(ports, options);
    await take(bytesOf(sample.guardDutyEvent()));
    const id = await onlyCase();
    const list = ports.log.list.bind(ports.log);
    let first = true;
    // The case closes between the look at it and the attempt to attach.
    const racing = ingestion(
      {
        ...ports,
        log: Object.assign(Object.create(ports.log) as typeof ports.log, {
          list: async (filter: Parameters<typeof list>[0]) => {
            const found = await list(filter);
            if (first && found.length > 0) {
              first = false;
              await closeCase(ports, { caseId: id, actor: ann, reason: 'done', force: true });
            }
            return found;
          },
          append: ports.log.append.bind(ports.log),
          read: ports.log.read.bind(ports.log),
          keepCheckpoint: ports.log.keepCheckpoint.bind(ports.log),
        }),
      },
      options,
    );

    const { cases: touched } = await racing(
      bytesOf(sample.guardDutyEvent(sample.guardDuty({ id: 'new' }))),
    );

    expect(touched).toMatchObject([{ outcome: 'opened' }]);
    expect(touched[0]?.case).not.toBe(id);
  });

  it('finishes what a writer that died has left: the event is kept when it is given again', async () => {
    const broken = {
      ...ports,
      vault: Object.assign(Object.create(ports.vault) as typeof ports.vault, {
        create: () => Promise.reject(new PortError('vault.full', 'full', { retryable: true })),
        protect: ports.vault.protect.bind(ports.vault),
      }),
    };
    const bytes = bytesOf(sample.guardDutyEvent());

    await expect(ingest(broken, bytes, options)).rejects.toMatchObject({ code: 'vault.full' });
    const id = await onlyCase();
    expect(await countOf(id, 'evidence.sealed')).toBe(0);
    await ingest(ports, bytes, options);

    expect(await countOf(id, 'evidence.sealed')).toBe(1);
    expect(await countOf(id, 'finding.attached')).toBe(1);
    expect((await ports.log.checkpoints(id)).length).toBeGreaterThan(0);
  });
});

describe('when a part of an event cannot be taken', () => {
  it('ING-6 keeps it with its bytes and takes the rest', async () => {
    const bad = { SchemaVersion: '2018-10-08', Id: 'bad' };

    const { decisions, rejected } = await give([sample.guardDutyEvent(), bad]);

    expect(decisions.map(({ outcome }) => outcome)).toEqual(['open', 'reject']);
    const [kept] = await ports.rejected.list();
    expect(kept).toMatchObject({
      id: rejected[0]?.id,
      code: 'finding.malformed',
      findingIds: ['bad'],
      at: ports.clock.now(),
    });
    expect(JSON.parse(Buffer.from(await ports.rejected.read(kept?.id ?? '')).toString())).toEqual(
      bad,
    );
  });

  it('F-44 keeps a finding of which a rule could not be evaluated', async () => {
    const rules = {
      ...playbook,
      findings: {
        rules: [
          {
            name: 'by-unit',
            when: { organisationalUnit: ['ou-x'] },
            then: 'open' as const,
            isolate: false,
          },
        ],
      },
    };

    const { decisions, rejected } = await give(sample.guardDutyEvent(), { playbook: rules });

    expect(decisions).toMatchObject([{ outcome: 'reject', isolate: false }]);
    expect(rejected).toMatchObject([
      { code: 'rule.not-evaluable', findingIds: [sample.FINDING_ID] },
    ]);
    expect(await cases()).toEqual([]);
  });

  it('does not fill the store when a sender repeats itself', async () => {
    for (let n = 0; n < 20; n += 1) await give('{"broken');

    expect(await ports.rejected.list()).toHaveLength(1);
  });

  it('acts on the other subjects when one of them fails, and then tells the sender to come again', async () => {
    const append = ports.log.append.bind(ports.log);
    const failing = {
      ...ports,
      log: Object.assign(ports.log, {
        append: (...all: Parameters<typeof append>) => {
          const [opened] = all[2];
          const fails = opened?.entry.type === 'case.opened' && opened.line.includes('i-00000001');
          return fails
            ? Promise.reject(new PortError('case-log.unavailable', 'busy', { retryable: true }))
            : append(...all);
        },
      }),
    };
    const Resources = ['i-00000001', 'i-00000002'].map((id) =>
      sample.asffInstance({ Id: sample.instanceArn(id) }),
    );

    await expect(
      ingest(failing, bytesOf(sample.imported([sample.asff({ Resources })])), options),
    ).rejects.toMatchObject({
      code: 'case-log.unavailable',
      retryable: true,
    });

    expect((await cases()).map(({ subject }) => subject.id)).toEqual(['i-00000002']);
  });
});

describe('when rejected events are replayed', () => {
  const byUnit = {
    ...playbook,
    findings: {
      rules: [
        {
          name: 'by-unit',
          when: { organisationalUnit: ['ou-x'] },
          then: 'open' as const,
          isolate: false,
        },
      ],
    },
  };
  const knowing = { playbook: byUnit, knowledge: { unitsOf: () => ['ou-x'] } };

  it('ING-6 takes what can be taken now, and it waits no longer', async () => {
    await give(sample.guardDutyEvent(), { playbook: byUnit });

    expect(await replayRejected(ports, { playbook: byUnit })).toMatchObject([
      { outcome: 'rejected' },
    ]);
    expect(await replayRejected(ports, knowing)).toMatchObject([
      { outcome: 'taken', decisions: [{ outcome: 'open' }] },
    ]);
    expect(await replayRejected(ports, knowing)).toEqual([]);
    expect(await cases()).toHaveLength(1);
  });

  it('leaves what still cannot be taken, once and not twice', async () => {
    await give('{"broken');

    expect(await replayRejected(ports, options)).toMatchObject([
      { outcome: 'rejected', reason: expect.stringContaining('event.not-json') as string },
    ]);
    expect(await ports.rejected.list()).toHaveLength(1);
  });

  it('opens one case when two people replay at once', async () => {
    await give(sample.guardDutyEvent(), { playbook: byUnit });

    await Promise.all([replayRejected(ports, knowing), replayRejected(ports, knowing)]);

    expect(await cases()).toHaveLength(1);
    expect(await countOf(await onlyCase(), 'finding.attached')).toBe(1);
  });

  it('replays only what it is asked for, and refuses what is not there', async () => {
    await give('{"a');
    await give('{"b');
    const [one] = await ports.rejected.list();

    expect(await replayRejected(ports, { ...options, ids: [one?.id ?? ''] })).toHaveLength(1);
    await expect(replayRejected(ports, { ...options, ids: ['nothing'] })).rejects.toMatchObject({
      code: 'rejected-events.not-found',
    });
  });

  it('changes nothing in a dry run', async () => {
    await give(sample.guardDutyEvent(), { playbook: byUnit });

    expect(await replayRejected(ports, { ...knowing, dryRun: true })).toMatchObject([
      { outcome: 'taken' },
    ]);
    expect(await ports.rejected.list()).toHaveLength(1);
    expect(await cases()).toEqual([]);
  });
});

it('names the finding by the id that its producer gave it', async () => {
  const { decisions } = await give(sample.imported());

  expect(decisions).toMatchObject([{ findingIds: [FINDING_ARN] }]);
});
