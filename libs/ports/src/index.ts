export { PortError, SubjectClaimedError } from './errors.ts';
export type { PortErrorCode } from './errors.ts';
export type {
  AnalysisRequest,
  AnalysisSink,
  AnalysisTool,
  AnalysisToolIdentity,
  DetectionDraft,
  EventDraft,
  PointerDraft,
  RecoveredFile,
  WorkingCopy,
} from './analysis-tool.ts';
export type {
  CaseFilter,
  CaseLog,
  CaseSummary,
  CheckpointSigner,
  LogLine,
  StoredCheckpoint,
  TimestampAuthority,
} from './case-log.ts';
export type { CaseIds, Clock } from './clock.ts';
export type { BlockRun, DiskSource, DiskSources } from './disk-source.ts';
export type { EvidenceVault, ObjectWriter, Retention, VaultAddress } from './evidence-vault.ts';
export type { HostControl, InventoryRecord } from './host-control.ts';
export type {
  Job,
  JobContext,
  JobHandler,
  JobQueue,
  JobState,
  Progress,
  RunningWorker,
} from './job-queue.ts';
export type { NotificationOutcome, Notifier } from './notifier.ts';
export type { Ports } from './ports.ts';
export type { ToolCommand, ToolIdentity, ToolResult, ToolRunner } from './tool-runner.ts';
export type { WorkflowEngine, WorkflowStatus } from './workflow-engine.ts';
