import { analyse, correlate, runStep } from '@afo/pipeline';
import type { Analysis } from '@afo/pipeline';
import type { JobHandler, Ports } from '@afo/ports';

export interface AnalysisJobs extends Analysis {
  readonly ports: Ports;
  readonly unexpected: (error: unknown) => void;
}

/** Takes a job of the queue `analysis` and carries out the step that it names. */
export const analysisJobs =
  ({ ports, unexpected, ...analysis }: AnalysisJobs): JobHandler =>
  async (job, { signal, progress }) => {
    await runStep({
      ports,
      handlers: { analyse: analyse(analysis), correlate },
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
