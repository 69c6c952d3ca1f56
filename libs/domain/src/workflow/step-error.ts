/**
 * Codes that are entered for an attempt whose worker could not do it itself: `unexpected` for an error without a code
 * of its own, `lost` without a sign of life, `no-end` when the job came back and the log has no end of it,
 * `worker-failed` when the worker gave it back, `queue-lost` when the queue forgot it.
 */
export type StepErrorCode =
  'step.unexpected' | 'step.lost' | 'step.no-end' | 'step.worker-failed' | 'step.queue-lost';
