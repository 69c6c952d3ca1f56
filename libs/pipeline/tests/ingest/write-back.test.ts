import { readFileSync } from 'node:fs';
import { memoryPorts, MemoryRejectedEvents } from '@afo/conformance/memory';
import type { Entry } from '@afo/domain';
import { isEntry } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { FindingNote, FindingWriteBack } from '@afo/ports';
import { beforeEach, describe, expect, it } from 'vitest';
import { report } from '../../src/index.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { loadPlaybook } from '../../src/ingest/playbook.ts';
import { stage } from '../report/stage.ts';
import * as sample from './samples.ts';

const playbook = loadPlaybook(
  readFileSync(new URL('../../../../deployment/playbooks/default.yaml', import.meta.url), 'utf8'),
);
const productArn = sample.asff().ProductArn;
const finding = { id: sample.FINDING_ARN, productArn };

let notes: FindingNote[];
beforeEach(() => {
  notes = [];
});

/** Findings that can be written on; `answer` says what becomes of each. */
const hub = (
  answer: { readonly outcome: 'delivered' } | { readonly outcome: 'failed'; cause: string } = {
    outcome: 'delivered',
  },
): FindingWriteBack => ({
  write: (note) => {
    notes.push(note);
    return Promise.resolve(
      note.findings.map(({ id }) => ({ channel: 'security-hub', to: id, ...answer })),
    );
  },
});
const portsWith = (findings?: FindingWriteBack) => ({
  ...memoryPorts(),
  rejected: new MemoryRejectedEvents(),
  ...(findings === undefined ? {} : { findings }),
});
type Ports = ReturnType<typeof portsWith>;

const give = (ports: Ports, event: unknown) => ingest(ports, sample.bytesOf(event), { playbook });

async function entriesIn(ports: Ports): Promise<readonly Entry[]> {
  const [only] = await ports.log.list({});
  const entries: Entry[] = [];
  if (only === undefined) throw new Error('no case');
  for await (const { entry } of ports.log.read(only.id)) entries.push(entry);
  return entries;
}
const sentIn = async (ports: Ports): Promise<readonly Entry[]> =>
  (await entriesIn(ports)).filter((entry) => isEntry(entry, 'notification.sent'));

describe('when a case takes a finding of Security Hub', () => {
  it('ING-7 says on the finding which case has it, and enters that it was said', async () => {
    const ports = portsWith(hub());

    const { cases } = await give(ports, sample.imported());

    const text = `Forensic case ${String(cases[0]?.case)} has taken this finding.`;
    expect(notes).toMatchObject([
      {
        caseId: cases[0]?.case,
        subject: { account: sample.ACCOUNT, id: sample.INSTANCE },
        findings: [finding],
        text,
        taken: true,
      },
    ]);
    expect(await sentIn(ports)).toMatchObject([
      {
        body: {
          channel: 'security-hub',
          to: finding.id,
          message: text,
          outcome: 'delivered',
        },
      },
    ]);
  });

  it('says it once for each finding, however often it comes', async () => {
    const ports = portsWith(hub());
    const second = sample.asff({ Id: `${sample.FINDING_ARN}b`, UpdatedAt: '2026-11-24T03:00:00Z' });

    await give(ports, sample.imported());
    await give(ports, sample.imported());
    await give(ports, sample.customAction('Forensic Triage', [sample.asff(), second]));

    expect((await entriesIn(ports)).filter(({ type }) => type === 'finding.attached').length).toBe(
      3,
    );
    expect(notes.map(({ findings }) => findings.map(({ id }) => id))).toEqual([
      [finding.id],
      [`${finding.id}b`],
    ]);
  });

  it('goes on when the finding cannot be written on, and tells it', async () => {
    const ports = portsWith(hub({ outcome: 'failed', cause: 'FindingNotFound' }));

    const { cases } = await give(ports, sample.imported());

    expect(cases).toMatchObject([{ outcome: 'opened' }]);
    expect(await sentIn(ports)).toMatchObject([
      { body: { outcome: 'failed', cause: 'FindingNotFound' } },
    ]);
  });

  it('goes on when nothing can be reached at all', async () => {
    const broken = {
      write: () => Promise.reject(new PortError('aws.unavailable', 'AWS failed')),
    };
    const ports = portsWith(broken);

    const { cases } = await give(ports, sample.imported());

    expect(cases).toMatchObject([{ outcome: 'opened' }]);
    expect(await sentIn(ports)).toMatchObject([
      { body: { to: finding.id, outcome: 'failed', cause: 'AWS failed (aws.unavailable)' } },
    ]);
  });

  it('does not hide a fault of the program', async () => {
    const ports = portsWith({ write: () => Promise.reject(new TypeError('a bug')) });

    await expect(give(ports, sample.imported())).rejects.toThrow('a bug');
  });

  it('claims nothing where findings cannot be written on, or come without their product', async () => {
    const without = portsWith();
    await give(without, sample.imported());
    const direct = portsWith(hub());
    await give(direct, sample.guardDutyEvent());

    expect(await sentIn(without)).toEqual([]);
    expect(await sentIn(direct)).toEqual([]);
    expect(notes).toEqual([]);
  });
});

describe('when the report of a case is issued', () => {
  it('ING-7 says so on its findings, leaves their status to people, and claims nothing else', async () => {
    const ports = portsWith(hub());
    await give(ports, sample.imported());
    const [only] = await ports.log.list({});
    const made = await stage(ports, only?.id);

    await made.run('report', report);
    await made.run('report', report, 2);

    expect(notes).toHaveLength(2);
    expect(notes[1]).toMatchObject({ findings: [finding], taken: false });
    expect(notes[1]?.text).toBe(
      `The report of forensic case ${made.book.id} is issued: ${String(made.book.state.reports[0]?.item)}. What was done, and what failed, stands there.`,
    );
  });

  it('has nothing to say in a case without findings', async () => {
    const ports = portsWith(hub());
    const made = await stage(ports);

    await made.run('report', report);

    expect(notes).toEqual([]);
  });
});
