import type { Actor } from '@afo/domain';
import type { CaseLog, CheckpointSigner, TimestampAuthority } from './case-log.ts';
import type { CaseIds, Clock } from './clock.ts';
import type { DiskHandover } from './disk-handover.ts';
import type { DiskSources } from './disk-source.ts';
import type { EvidenceVault } from './evidence-vault.ts';
import type { FindingWriteBack } from './finding-write-back.ts';
import type { HostControl } from './host-control.ts';
import type { ImageCodec } from './image-codec.ts';
import type { ImageFiles } from './image-files.ts';
import type { LogSources } from './log-source.ts';
import type { MemorySources } from './memory-source.ts';
import type { Notifier } from './notifier.ts';
import type { TaskTokens } from './task-tokens.ts';
import type { TagSetters } from './tag-setters.ts';
import type { ToolRunner } from './tool-runner.ts';
import type { Whoami } from './whoami.ts';
import type { WorkflowStarter } from './workflow-engine.ts';

/** What one stack offers, as one plain object; `localStack(config)` and `awsStack(config)` return it. */
export interface Ports {
  readonly stack: 'local' | 'aws';
  /** The service in whose name this process acts. */
  readonly actor: Actor;
  readonly clock: Clock;
  readonly caseIds: CaseIds;
  readonly log: CaseLog;
  readonly signer: CheckpointSigner;
  readonly timestamps?: TimestampAuthority;
  readonly vault: EvidenceVault;
  readonly disks: DiskSources;
  /** Where disks must be brought within reach first. */
  readonly handover?: DiskHandover;
  readonly memories: MemorySources;
  readonly logs: LogSources;
  readonly codec: ImageCodec;
  readonly images: ImageFiles;
  readonly host: HostControl;
  readonly tools: ToolRunner;
  readonly notifier: Notifier;
  /** Who acts when a person does; without it people are told apart by their names alone. */
  readonly whoami?: Whoami;
  /** Where findings can be written on. */
  readonly findings?: FindingWriteBack;
  /** Where it can be found out who set a tag; otherwise no tag opts out. */
  readonly tagSetters?: TagSetters;
  /** Where a state machine runs the workflow: what starts it, and the tokens under which it waits. */
  readonly starter?: WorkflowStarter;
  readonly tokens?: TaskTokens;
}
