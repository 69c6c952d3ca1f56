export { AfoError, DomainError, isAfoError } from './errors.ts';
export type { AfoErrorOptions, DomainErrorCode } from './errors.ts';
export { publishedFailure } from './published-failure.ts';
export type { PublishedFailure } from './published-failure.ts';

export {
  authorisationId,
  authorisationIdSchema,
  caseIdSchema,
  evidenceId,
  evidenceIdSchema,
  ordinalOf,
  requestId,
  requestIdSchema,
  toolRunId,
  toolRunIdSchema,
} from './identity/ids.ts';
export type { AuthorisationId, CaseId, EvidenceId, RequestId, ToolRunId } from './identity/ids.ts';
export { EMPTY_SHA256, sha256Schema } from './identity/digest.ts';
export type { Sha256 } from './identity/digest.ts';
export { epochOf, instantOf, instantSchema } from './identity/instant.ts';
export type { Instant } from './identity/instant.ts';
export { boundedText, countSchema, nameSchema, sentenceSchema } from './identity/text.ts';
export { whereSchema } from './identity/where.ts';
export type { Where } from './identity/where.ts';

export {
  accessKeyIdSchema,
  isPrincipal,
  subjectKey,
  subjectKinds,
  subjectSchema,
  workloadSchema,
} from './finding/subject.ts';
export type {
  ClusterSubject,
  InstanceSubject,
  PrincipalSubject,
  Subject,
  Workload,
} from './finding/subject.ts';
export {
  findingFormats,
  findingSchema,
  isAtLeast,
  rawEventSchema,
  severityLevels,
  severitySchema,
} from './finding/finding.ts';
export type { Finding, Severity } from './finding/finding.ts';
export type { Decision } from './finding/decision.ts';
export { isAccount, isPartition, isRegion, parseArn } from './finding/arn.ts';
export type { Arn } from './finding/arn.ts';
export { findingIdentity } from './finding/finding-identity.ts';
export { flagOf } from './finding/flag.ts';
export { keptRejectionSchema } from './finding/kept-rejection.ts';
export { matchesGlob } from './finding/glob.ts';
export { isInstanceId, parseNodeName } from './finding/node-name.ts';
export type { NodeName } from './finding/node-name.ts';
export { workloadKindOf } from './finding/workload-kind.ts';

export { actorSchema, identitySchema, toolSchema } from './case/actor.ts';
export type { Actor, Identity, Tool } from './case/actor.ts';
export { maybeSamePerson } from './case/same-person.ts';
export { authorisationRequestSchema, authorisationSchema } from './case/authorisation.ts';
export type { Authorisation, AuthorisationRequest } from './case/authorisation.ts';
export { sourceKinds, sourceSchema } from './case/source.ts';
export type { EarlierItem, Source, SourceKind } from './case/source.ts';

export { planRuleSchema, planRulesSchema } from './plan/plan-rules.ts';
export type { PlanRule } from './plan/plan-rules.ts';
export {
  findingConditionSchema,
  findingRuleSchema,
  optOutSchema,
  playbookSchema,
} from './plan/playbook.ts';
export type { FindingCondition, FindingRule, OptOut, Playbook } from './plan/playbook.ts';
export { MAX_PLAN_PARTS } from './plan/plan-parts.ts';
export type { PlanOutline, PlanPart } from './plan/plan-parts.ts';
export { MAX_ALSO_HITS, MAX_PLANNED, planSchema, techniqueOf } from './plan/plan.ts';
export type { Plan, PlannedChange, PlannedItem, Technique } from './plan/plan.ts';

export {
  approval,
  ensure,
  forEach,
  parallel,
  queueNames,
  sequence,
  step,
  when,
} from './workflow/workflow.ts';
export type {
  Collection,
  Condition,
  QueueName,
  Run,
  StepNode,
  StepOptions,
  Workflow,
} from './workflow/workflow.ts';
export { caseWorkflow, stepNames } from './workflow/case-workflow.ts';
export type { StepName } from './workflow/case-workflow.ts';
export { stepKey } from './workflow/key.ts';
export type { StepErrorCode } from './workflow/step-error.ts';

export { BLOCK_SIZE, blockCount, MAX_CONTENT_BYTES } from './acquisition/block.ts';
export type { BlockRange, ByteRange } from './acquisition/block.ts';
export { bytesOfRange, segmentBlocks, segmentRange } from './acquisition/segment.ts';
export { segmentFactsSchema } from './acquisition/segment-facts.ts';
export type { SegmentFacts } from './acquisition/segment-facts.ts';
export { sourceFactsSchema, sourceFormats } from './acquisition/source-facts.ts';
export type { SourceFacts } from './acquisition/source-facts.ts';

export { storedFormats, storedObjectSchema } from './evidence/stored-object.ts';
export type { StoredObject } from './evidence/stored-object.ts';
export {
  blockDigestsSchema,
  completenessSchema,
  evidenceKinds,
  evidenceKindSchema,
  manifestSchema,
} from './evidence/manifest.ts';
export type { Completeness, EvidenceKind, Manifest } from './evidence/manifest.ts';

export { attackIdSchema } from './analysis/attack.ts';
export { pointerSchema } from './analysis/pointer.ts';
export type { Pointer } from './analysis/pointer.ts';
export { detectionSchema } from './analysis/detection.ts';
export type { Detection } from './analysis/detection.ts';
export { timelineEventSchema } from './analysis/timeline.ts';
export type { TimelineEvent } from './analysis/timeline.ts';
export { toolRunSchema } from './analysis/tool-run.ts';
export type { ToolRun } from './analysis/tool-run.ts';

export { reportFileSchema } from './report/report-files.ts';
export type { ReportFile } from './report/report-files.ts';
export { referenceSchema, statementSchema, wordsSchema } from './report/statement.ts';
export type { Reference, Statement, Tone, Words } from './report/statement.ts';
export type {
  Histogram,
  NotableEvent,
  ReportDetection,
  ReportDetections,
  ReportRun,
  ReportTimeline,
} from './report/report-analysis.ts';
export type { CustodyForm, CustodyLine, ReportItem } from './report/report-evidence.ts';
export type { Containment, Measure, ReportChange, ReportStep } from './report/report-work.ts';
export { reportSchema } from './report/report.ts';
export type { Report } from './report/report.ts';

export {
  entryBodies,
  entrySchema,
  entryTypes,
  envelopeSchema,
  isEntry,
  MAX_ENTRY_BYTES,
} from './log/entry.ts';
export type { Entry, EntryBody, EntryDraft, EntryType } from './log/entry.ts';
export type { CaseState, ItemState, RequestState, StepState } from './log/case-state.ts';
export { fold, reduce } from './log/reduce.ts';
export { collect, holds } from './log/conditions.ts';
export { latestRequest, walk } from './log/walk.ts';
export type { ReadyStep, Walk } from './log/walk.ts';
