export { caseLogConformance, collect } from './case-log.ts';
export type { CaseLogStore } from './case-log.ts';
export { evidenceVaultConformance, get, put } from './evidence-vault.ts';
export type { VaultUnderTest } from './evidence-vault.ts';
export { eventually } from './eventually.ts';
export { jobQueueConformance } from './job-queue.ts';
export { jobOf } from './job-queue-store.ts';
export type { JobQueueStore } from './job-queue-store.ts';
export {
  caseNumber,
  closing,
  host,
  lineAt,
  linesFrom,
  note,
  opening,
  reopening,
} from './log-lines.ts';
export { rejectedEventsConformance } from './rejected-events.ts';
export { signerConformance } from './signer.ts';
