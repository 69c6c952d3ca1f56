import { reportSchema } from '@afo/domain';
import type { Report } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import { describe, expect, it } from 'vitest';
import { report } from '../../src/index.ts';
import type { Stage } from './stage.ts';
import { stage } from './stage.ts';

async function reportOf(made: Stage): Promise<Report> {
  await made.run('report', report);
  const file = made.book.state.reports.at(-1)?.files.find(({ name }) => name === 'report.json');
  const chunks: Uint8Array[] = [];
  for await (const chunk of made.ports.vault.read(file?.stored.key ?? '')) chunks.push(chunk);
  return reportSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
}

const ended = (step: string) => ({
  type: 'step.succeeded' as const,
  body: { step, key: step, attempt: 1 },
});

describe('when every step has succeeded and there was nothing to acquire', () => {
  it('F-05 calls the case partial and says that nothing was sealed: none of none is not all', async () => {
    const made = await stage();
    await made.record(ended('triage'), { type: 'plan.made', body: { plan: samplePlan([]) } });
    await made.record(ended('plan'), ended('preserve'), ended('snapshot'));

    const { standing, summary } = await reportOf(made);

    expect(standing).toBe('partial');
    expect(JSON.stringify(summary)).toContain('No disk, memory or log was sealed');
  });
});

describe('when planned items were never acquired', () => {
  it('F-07 names each of them, whatever became of the others', async () => {
    const made = await stage();
    await made.record(ended('triage'), {
      type: 'plan.made',
      body: { plan: samplePlan(['disk', 'disk', 'memory']) },
    });

    const { standing, evidence } = await reportOf(made);

    expect(standing).toBe('partial');
    expect(evidence.map(({ item, status }) => [item, status])).toEqual(
      ['E-0001', 'E-0002', 'E-0003'].map((item) => [item, 'planned']),
    );
  });
});

describe('when triage failed', () => {
  it('F-45 tells the reader which step failed, with its code and its cause', async () => {
    const made = await stage();
    await made.record({
      type: 'step.failed',
      body: {
        step: 'triage',
        key: 'triage',
        attempt: 3,
        code: 'host.unavailable',
        cause: 'the description of the host cannot be read',
        retryable: false,
        final: true,
      },
    });

    const { standing, gaps } = await reportOf(made);

    expect(standing).toBe('partial');
    const told = gaps.map(({ words }) => JSON.stringify(words)).join('\n');
    expect(told).toContain('host.unavailable');
    expect(told).toContain('the description of the host cannot be read');
  });
});
