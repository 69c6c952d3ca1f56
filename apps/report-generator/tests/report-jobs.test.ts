import type { Job, Progress } from '@afo/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportJobs } from '../src/report-jobs.ts';
import { caseToReport } from './case-to-report.ts';
import type { CaseToReport } from './case-to-report.ts';

const jobOf = ({ caseId }: CaseToReport, over: Partial<Job> = {}): Job => ({
  queue: 'report',
  case: caseId,
  step: 'report',
  key: 'report',
  attempt: 1,
  timeoutSeconds: 60,
  heartbeatSeconds: 10,
  ...over,
});

const control = (progress: (progress: Progress) => void = () => undefined) => ({
  signal: new AbortController().signal,
  progress,
});

let made: CaseToReport;
beforeEach(async () => {
  made = await caseToReport();
});
afterEach(() => made.close());

const stateOf = async ({ book }: CaseToReport) => book.refresh();

describe('when a job of the queue comes', () => {
  it('writes the report and enters the end of the step', async () => {
    await reportJobs(made.ports, () => undefined)(jobOf(made), control());

    const state = await stateOf(made);
    expect(state.steps.get('report')).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(state.reports).toHaveLength(1);
  });

  it('tells how far it is, file by file', async () => {
    const told: string[] = [];

    await reportJobs(made.ports, () => undefined)(
      jobOf(made),
      control(({ activity }) => told.push(activity)),
    );

    expect(told).toContain('writing report.pdf');
  });

  it('writes one report when the same job is delivered twice', async () => {
    const handle = reportJobs(made.ports, () => undefined);
    await handle(jobOf(made), control());

    await handle(jobOf(made), control());

    expect((await stateOf(made)).reports).toHaveLength(1);
  });

  it('enters a failure with a code when the vault fails, and lets nothing pass for a report', async () => {
    const unexpected: unknown[] = [];
    const broken = new Error('secret detail of the disk');
    const { vault } = made.ports;
    vault.create = () => Promise.reject(broken);
    const ports = { ...made.ports, vault };

    await reportJobs(ports, (error) => unexpected.push(error))(jobOf(made), control());

    const state = await stateOf(made);
    expect(state.steps.get('report')).toMatchObject({ status: 'failed', code: 'step.unexpected' });
    expect(state.steps.get('report')?.cause).not.toContain('secret');
    expect([state.reports, unexpected]).toEqual([[], [broken]]);
  });

  it('refuses a step that is not its own', async () => {
    await expect(
      reportJobs(made.ports, () => undefined)(
        jobOf(made, { step: 'analyse', key: 'analyse' }),
        control(),
      ),
    ).rejects.toMatchObject({ code: 'step.unknown' });
  });
});
