import type { JobHandler, Ports } from '@afo/ports';
import { runStep } from './run-step.ts';
import type { StepHandlers } from './step.ts';

export interface StepJobs {
  readonly ports: Ports;
  readonly handlers: StepHandlers;
  /** Takes untyped errors to the service's own log. */
  readonly unexpected: (error: unknown) => void;
}

/** Takes jobs of a queue and carries out the steps that they name: what a worker is. */
export const stepJobs =
  ({ ports, handlers, unexpected }: StepJobs): JobHandler =>
  async ({ case: caseId, step, key, attempt, item }, { signal, progress }) => {
    const task = { caseId, step, key, attempt, ...(item === undefined ? {} : { item }) };
    await runStep({ ports, handlers, task, control: { signal, progress, unexpected } });
  };
