export { caseLogConformance, collect } from './case-log.ts';
export type { CaseLogStore } from './case-log.ts';
export { evidenceVaultConformance, get, put } from './evidence-vault.ts';
export type { VaultUnderTest } from './evidence-vault.ts';
export { eventually } from './eventually.ts';
export { jobOf, jobQueueConformance } from './job-queue.ts';
export type { JobQueueStore } from './job-queue.ts';
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
