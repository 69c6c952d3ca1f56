import type { JobHandler, Ports } from '@afo/ports';
import { report, stepJobs } from '@afo/pipeline';

/** Takes a job of the queue `report` and carries out the step that it names. */
export const reportJobs = (ports: Ports, unexpected: (error: unknown) => void): JobHandler =>
  stepJobs({ ports, handlers: { report }, unexpected });
