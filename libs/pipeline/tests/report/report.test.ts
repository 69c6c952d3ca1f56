import { evidenceId, isEntry, reportSchema } from '@afo/domain';
import type { ReportFile } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { correlate, report } from '../../src/index.ts';
import type { Stage } from './stage.ts';
import { analysedCase, detection, event, stage } from './stage.ts';

async function bytesOf({ ports }: Stage, file: ReportFile | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of ports.vault.read(file?.stored.key ?? '')) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const issuedBy = ({ book }: Stage) => book.state.reports.at(-1);
const fileNamed = (made: Stage, name: string) =>
  issuedBy(made)?.files.find((file) => file.name === name);
const twinOf = async (made: Stage) =>
  reportSchema.parse(JSON.parse(await bytesOf(made, fileNamed(made, 'report.json'))));

describe('when a case has been analysed', () => {
  it('issues the report in every format, sealed, with digests that are those of the stored bytes', async () => {
    const made = await analysedCase();
    await made.run('correlate', correlate);

    await made.run('report', report);

    const issued = issuedBy(made);
    expect(issued?.files.map(({ name }) => name)).toEqual([
      'timeline.csv',
      'report.json',
      'timeline.svg',
      'report.html',
      'report.pdf',
    ]);
    for (const { stored } of issued?.files ?? [])
      expect(await made.ports.vault.head(stored.key)).toEqual(stored);
    expect(made.book.state.items.get(issued?.item ?? evidenceId(1))?.sealed).toBeDefined();
  });

  it('speaks of exactly the entries that stood before it, and of the detections of all tools', async () => {
    const made = await analysedCase();
    await made.run('correlate', correlate);

    await made.run('report', report);

    const twin = await twinOf(made);
    expect(twin.covers.entries).toBe(issuedBy(made)?.entries);
    expect(twin.log).toHaveLength(twin.covers.entries);
    expect(twin.detections.listed.map(({ title }) => title)).toEqual(['SSH brute force']);
    expect(twin.timeline?.events).toBe(1);
  });

  it('enters that it reads results before it reads them', async () => {
    const made = await analysedCase();

    await made.run('report', report);

    const twin = await twinOf(made);
    expect(twin.log.filter(({ type }) => type === 'evidence.read')).toHaveLength(2);
  });

  it('puts every event into the CSV file, in order of time', async () => {
    const events = ['05', '01', '03'].map((second) =>
      event(`2026-11-18T02:00:${second}.000Z`, `at ${second}`),
    );
    const made = await analysedCase({ events });

    await made.run('report', report);

    const rows = (await bytesOf(made, fileNamed(made, 'timeline.csv'))).trim().split('\r\n');
    expect(rows.slice(1).map((row) => row.split(',')[3])).toEqual(['at 01', 'at 03', 'at 05']);
  });
});

describe('when nothing could be done', () => {
  it('issues a report that says so, and has no timeline file', async () => {
    const made = await stage();

    await made.run('report', report);

    const twin = await twinOf(made);
    expect(fileNamed(made, 'timeline.csv')).toBeUndefined();
    expect(twin.standing).toBe('partial');
    expect(JSON.stringify(twin.summary.happened)).toContain('No analysis has given a result');
    expect(JSON.stringify(twin.summary.done)).toContain('No disk, memory or log was sealed');
  });

  it('F-08 never says that the host was isolated', async () => {
    const made = await stage();

    await made.run('report', report);

    expect((await twinOf(made)).containment.verdict).toBe('not-done');
    expect(await bytesOf(made, fileNamed(made, 'report.html'))).not.toMatch(/was isolated: proven/);
  });
});

describe('when an attempt at the report died', () => {
  it('issues the report that was sealed already, and does not write a second one', async () => {
    const made = await analysedCase();
    await made.run('report', async (context) => {
      const record: (typeof context)['record'] = async (...drafts) => {
        if (drafts.some(({ type }) => type === 'report.issued')) throw new Error('killed');
        await context.record(...drafts);
      };
      await expect(report({ ...context, record })).rejects.toThrow('killed');
      return { status: 'succeeded' };
    });
    expect(made.book.state.reports).toHaveLength(0);

    await made.run('report', report, 2);

    const reports = [...made.book.state.items.values()].filter(
      ({ acquired }) => acquired?.kind === 'report',
    );
    expect(reports).toHaveLength(1);
    expect(issuedBy(made)?.item).toBe(reports[0]?.item);
    expect((await twinOf(made)).covers.entries).toBe(issuedBy(made)?.entries);
  });

  it('does not issue it twice', async () => {
    const made = await analysedCase();
    await made.run('report', report);

    await made.run('report', report, 2);

    expect(made.book.state.reports).toHaveLength(1);
  });
});

describe('when results in the vault are not what was sealed', () => {
  it('leaves them out and says so, instead of reporting what it cannot believe', async () => {
    const made = await analysedCase({ detections: [detection()] });
    made.ports.vault.damage(evidenceId(2), 'detections');

    await made.run('report', report);

    const twin = await twinOf(made);
    expect(twin.detections.total).toBe(0);
    expect(
      twin.gaps.some(
        ({ tone, words }) =>
          tone === 'doubt' && JSON.stringify(words).includes('E-0002 could not be read'),
      ),
    ).toBe(true);
  });

  it('says which manifest cannot be believed', async () => {
    const made = await analysedCase();
    made.ports.vault.damage(evidenceId(1), 'manifest');

    await made.run('report', report);

    const twin = await twinOf(made);
    expect(twin.evidence[0]).toMatchObject({ item: 'E-0001', manifest: 'unread', asStored: [] });
    expect(twin.standing).toBe('partial');
  });
});

describe('the log of a reported case', () => {
  it('names the reading, the sealing and the issuing in that order', async () => {
    const made = await analysedCase();
    await made.run('report', report);

    const types: string[] = [];
    for await (const { entry } of made.ports.log.read(made.book.id)) {
      const isOfReport = isEntry(entry, 'evidence.sealed')
        ? entry.body.item === issuedBy(made)?.item
        : true;
      if (isOfReport) types.push(entry.type);
    }

    expect(types.slice(types.lastIndexOf('evidence.read'))).toEqual([
      'evidence.read',
      'evidence.acquired',
      'evidence.sealed',
      'report.issued',
      'step.succeeded',
    ]);
  });
});
