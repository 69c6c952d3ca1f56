import { analyse, correlate, stepJobs } from '@afo/pipeline';
import type { Analysis } from '@afo/pipeline';
import type { JobHandler, Ports } from '@afo/ports';

export interface AnalysisJobs extends Analysis {
  readonly ports: Ports;
  readonly unexpected: (error: unknown) => void;
}

/** Takes a job of the queue `analysis` and carries out the step that it names. */
export const analysisJobs = ({ ports, unexpected, ...analysis }: AnalysisJobs): JobHandler =>
  stepJobs({ ports, handlers: { analyse: analyse(analysis), correlate }, unexpected });
