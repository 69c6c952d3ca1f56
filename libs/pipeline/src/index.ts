export { PipelineError } from './errors.ts';
export type { PipelineErrorCode } from './errors.ts';

export { analyse } from './analysis/analyse.ts';
export type { Analysis, OpenWorkspace, Workspace } from './analysis/analyse.ts';

export { CaseBook } from './case/case-book.ts';
export type { BookPorts } from './case/case-book.ts';
export { addNote, closeCase, reopenCase } from './case/close-case.ts';
export type { CloseCase } from './case/close-case.ts';
export { recordStall } from './case/record-stall.ts';
export type { EndedWorkflow } from './case/record-stall.ts';
export { stallOf } from './case/workflow-run.ts';
export type { Stall } from './case/workflow-run.ts';
export type { AttachedFinding } from './case/keep-event.ts';
export { attachFinding, attachFindings, knows, openCase } from './case/open-case.ts';
export type { GrantedBy, OpenCase } from './case/open-case.ts';

export { acquireDisk } from './acquisition/acquire-disk.ts';
export { sealedEarlier } from './acquisition/earlier-item.ts';
export { acquireLog } from './acquisition/acquire-log.ts';
export { acquireMemory } from './acquisition/acquire-memory.ts';
export { acquisitionFailureCodes } from './acquisition/failure.ts';
export type { AcquisitionFailureCode } from './acquisition/failure.ts';
export { readBack } from './evidence/read-back.ts';
export type { ContentPiece, ReadBack, ReadBackResult } from './evidence/read-back.ts';
export { verifyEvidence } from './evidence/verify-evidence.ts';
export { makeWorkingCopy } from './evidence/working-copy.ts';
export type { MadeCopy, MakeWorkingCopy } from './evidence/working-copy.ts';
export { sealItem, sealManifest } from './evidence/seal-item.ts';
export type { SealContext, SealRequest } from './evidence/seal-item.ts';

export { ingest, ingestion } from './ingest/ingest.ts';
export type { Ingest, IngestOptions, IngestPorts, IngestResult } from './ingest/ingest.ts';
export { orderedFinding } from './ingest/ordered-finding.ts';
export type { OrderedFinding } from './ingest/ordered-finding.ts';
export { parseEvent } from './ingest/parse-event.ts';
export type { ParsedEvent } from './ingest/parse-event.ts';
export type { ReceivedFinding } from './ingest/formats/received.ts';
export { webhookSchema } from './ingest/formats/webhook.ts';
export { loadPlaybook } from './ingest/playbook.ts';
export type { LoadedPlaybook } from './ingest/playbook.ts';
export { MAX_EVENT_BYTES } from './ingest/read/limits.ts';
export { rejectionCodes } from './ingest/rejection.ts';
export type { Rejection, RejectionCode } from './ingest/rejection.ts';
export { replayRejected } from './ingest/replay.ts';
export type { Replayed, ReplayOptions } from './ingest/replay.ts';
export { decide } from './ingest/rules/decide.ts';
export type { DecideOptions, KnownCase } from './ingest/rules/decide.ts';
export type { Knowledge } from './ingest/rules/judge.ts';

export { verifyItems } from './evidence/verify-items.ts';
export type { VerifyItems } from './evidence/verify-items.ts';

export { triage } from './triage/triage.ts';
export { approve, expireApprovals, refuse, requestApproval } from './plan/approvals.ts';
export type { Answer } from './plan/approvals.ts';
export { isNotApproved, notApproved } from './plan/not-approved.ts';
export { isolationOrder } from './plan/isolation-order.ts';
export { makePlan, planWith } from './plan/make-plan.ts';
export type { PlanningPlaybook } from './plan/make-plan.ts';

export { carryOut } from './host/carry-out.ts';
export { changedSettings, currentEntries } from './host/changed-settings.ts';
export { hostSteps } from './host/host-steps.ts';
export { containHost } from './host/contain-host.ts';
export type { ContainedHost } from './host/contain-host.ts';
export { releaseHost } from './host/release-host.ts';
export type { PersonOrder } from './host/person-order.ts';

export { correlate } from './report/correlate.ts';
export { readCaseResults } from './report/read-results.ts';
export type { ReadCaseResults } from './report/read-results.ts';
export { report } from './report/report.ts';
export { exportBundle } from './export/export-bundle.ts';
export type { ExportBundle, ExportedBundle } from './export/export-bundle.ts';

export { nodeOf } from './step/node-of.ts';
export { isWanted, recordLostStep, runStep } from './step/run-step.ts';
export type { RunStep } from './step/run-step.ts';
export { approvalWait, tokenJobs } from './step/token-jobs.ts';
export type { TokenJobs } from './step/token-jobs.ts';
export { serveJobs } from './step/serve-jobs.ts';
export type { ServeJobs } from './step/serve-jobs.ts';
export { stepJobs } from './step/step-jobs.ts';
export type { StepJobs } from './step/step-jobs.ts';
export type {
  StepContext,
  StepControl,
  StepHandler,
  StepHandlers,
  StepOutcome,
  StepTask,
} from './step/step.ts';
export { exportImage } from './export/export-image.ts';
export type { ExportedImage, ExportImage } from './export/export-image.ts';
