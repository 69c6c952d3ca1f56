export { PipelineError } from './errors.ts';
export type { PipelineErrorCode } from './errors.ts';

export { CaseBook } from './case/case-book.ts';
export type { BookPorts } from './case/case-book.ts';
export { addNote, closeCase, reopenCase } from './case/close-case.ts';
export type { CloseCase } from './case/close-case.ts';
export type { AttachedFinding } from './case/keep-event.ts';
export { attachFinding, knows, openCase } from './case/open-case.ts';
export type { GrantedBy, OpenCase } from './case/open-case.ts';

export { sealItem, sealManifest } from './evidence/seal-item.ts';
export type { SealContext, SealRequest } from './evidence/seal-item.ts';

export { triage } from './triage/triage.ts';
export { approve, expireApprovals, refuse, requestApproval } from './plan/approvals.ts';
export type { Answer } from './plan/approvals.ts';
export { makePlan, planWith } from './plan/make-plan.ts';
export type { PlanningPlaybook } from './plan/make-plan.ts';
export { hostSteps } from './plan/not-here.ts';

export { nodeOf } from './step/node-of.ts';
export { recordLostStep, runStep } from './step/run-step.ts';
export type { RunStep } from './step/run-step.ts';
export type {
  StepContext,
  StepControl,
  StepHandler,
  StepHandlers,
  StepOutcome,
  StepTask,
} from './step/step.ts';
