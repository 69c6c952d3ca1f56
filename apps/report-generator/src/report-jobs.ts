import type { Ports, JobHandler } from '@afo/ports';
import { report, runStep } from '@afo/pipeline';

/** Takes a job of the queue `report` and carries out the step that it names. */
export const reportJobs =
  (ports: Ports, unexpected: (error: unknown) => void): JobHandler =>
  async (job, { signal, progress }) => {
    await runStep({
      ports,
      handlers: { report },
      task: {
        caseId: job.case,
        step: job.step,
        key: job.key,
        attempt: job.attempt,
        ...(job.item === undefined ? {} : { item: job.item }),
      },
      control: { signal, progress, unexpected },
    });
  };
