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
export type { BundleDestination, BundleFile, BundleSink, BundleSinks } from './bundle-sink.ts';
export type {
  CaseFilter,
  CaseLog,
  CaseSummary,
  CheckpointSigner,
  LogLine,
  StoredCheckpoint,
  TimestampAuthority,
} from './case-log.ts';
export { summarise } from './summarise.ts';
export type { CaseIds, Clock } from './clock.ts';
export type { ContentSource, ContentSources } from './content-source.ts';
export type { DeploymentReadiness, Readiness } from './deployment-readiness.ts';
export type { DiskSource, DiskSources } from './disk-source.ts';
export type { FindingIdentifier, FindingNote, FindingWriteBack } from './finding-write-back.ts';
export type { EvidenceVault, ObjectWriter, Retention, VaultAddress } from './evidence-vault.ts';
export type {
  HostChange,
  HostControl,
  HostOrder,
  HostState,
  HostStep,
  InventoryRecord,
  IsolationProof,
  LoggedSetting,
} from './host-control.ts';
export type { DiskHandover, HandoverContext, TakenSnapshot } from './disk-handover.ts';
export type {
  Job,
  JobContext,
  JobHandler,
  JobQueue,
  JobState,
  Progress,
  RunningWorker,
} from './job-queue.ts';
export { digestAlgorithms, STRETCH_BLOCKS } from './image-codec.ts';
export type {
  DigestAlgorithm,
  Frame,
  ImageCodec,
  OpenedStretch,
  RunningDigest,
  SealedBlock,
  SealedStretch,
  Stretch,
} from './image-codec.ts';
export type { ImageFiles, ImageFileWriter } from './image-files.ts';
export type { LogSource, LogSources } from './log-source.ts';
export type { MemorySource, MemorySources } from './memory-source.ts';
export type { NotificationOutcome, Notifier } from './notifier.ts';
export type { Ports } from './ports.ts';
export type { RateLimit } from './rate-limit.ts';
export type { RejectedDraft, RejectedEvent, RejectedEvents } from './rejected-events.ts';
export type { SubjectTag, TagSetter, TagSetters } from './tag-setters.ts';
export type { Whoami } from './whoami.ts';
export type { TaskTokens, Waiting } from './task-tokens.ts';
export type { ToolCommand, ToolIdentity, ToolResult, ToolRunner } from './tool-runner.ts';
export type {
  WorkflowEngine,
  WorkflowRun,
  WorkflowStarter,
  WorkflowStatus,
} from './workflow-engine.ts';
