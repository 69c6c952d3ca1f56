/**
 * What a function counts of the queue each minute, and by which forensic hosts are started and ended: the program that
 * counts and the template that acts on it must mean the same numbers. The dimension is the function that counts.
 */
export const jobMetrics = {
  namespace: 'AutomatedForensicsOrchestrator',
  dimension: 'Function',
  waiting: 'JobsWaiting',
  active: 'JobsActive',
} as const;
