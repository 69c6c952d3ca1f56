import { expect, it } from 'vitest';
import { jobMetrics } from '@afo/deployment';
import type { QueueName } from '@afo/domain';
import { jobCounts } from './job-counts.ts';

const AT = { functionName: 'count-jobs', timestamp: 1_800_000_000_000 };

it('counts what waits in every queue, so that no job waits for a host that nobody starts', async () => {
  const depths = {
    acquisition: { waiting: 2, active: 1 },
    analysis: { waiting: 0, active: 3 },
    report: { waiting: 4, active: 0 },
  };

  expect(
    await jobCounts({ depth: (name: QueueName) => Promise.resolve(depths[name]) }, AT),
  ).toMatchObject({ [jobMetrics.waiting]: 6, [jobMetrics.active]: 4, Function: 'count-jobs' });
});

it('is a line that CloudWatch reads: each metric that it declares stands beside the declaration', async () => {
  const line = await jobCounts({ depth: () => Promise.resolve({ waiting: 0, active: 0 }) }, AT);

  expect(line).toEqual({
    _aws: {
      Timestamp: AT.timestamp,
      CloudWatchMetrics: [
        {
          Namespace: 'AutomatedForensicsOrchestrator',
          Dimensions: [['Function']],
          Metrics: [
            { Name: 'JobsWaiting', Unit: 'Count' },
            { Name: 'JobsActive', Unit: 'Count' },
          ],
        },
      ],
    },
    Function: 'count-jobs',
    JobsWaiting: 0,
    JobsActive: 0,
  });
});

it('says nothing where the queue does not answer: a queue that is away is not an empty one', async () => {
  const away = () => Promise.reject(new Error('away'));

  await expect(jobCounts({ depth: away }, AT)).rejects.toThrow('away');
});
