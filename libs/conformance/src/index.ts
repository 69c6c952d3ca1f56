export { bundleSinkConformance } from './bundle-sink.ts';
export type { SinkUnderTest } from './bundle-sink.ts';
export { caseLogConformance, collect } from './case-log.ts';
export type { CaseLogStore } from './case-log.ts';
export { contentSourceConformance } from './content-source.ts';
export type { MakeSource, SourceTraits } from './content-source.ts';
export { imageFilesConformance } from './image-files.ts';
export { imageCodecConformance } from './image-codec.ts';
export { evidenceVaultConformance, get, put } from './evidence-vault.ts';
export type { VaultUnderTest } from './evidence-vault.ts';
export { abortOf, deferred, delay, eventually } from './eventually.ts';
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
export { appendTo } from './engine/append-to.ts';
export { hurried } from './engine/hurried.ts';
export { RunningClock } from './engine/running-clock.ts';
export { ScriptedSteps } from './engine/scripted-steps.ts';
export type { Script, ScriptedAttempt } from './engine/scripted-steps.ts';
export { openCaseNumber, workflowEngineConformance } from './engine/workflow-engine.ts';
export type { EngineStand, StandOptions } from './engine/workflow-engine.ts';
