import type {
  CaseId,
  EntryBody,
  Instant,
  PlannedChange,
  Source,
  Subject,
  Technique,
  Where,
} from '@afo/domain';

/** An answer of the host's control plane, or of its description file, as evidence. */
export interface InventoryRecord {
  /** What was asked, e.g. `DescribeInstances`, `host-description`. */
  readonly name: string;
  readonly where: Where;
  readonly requestId?: string;
  /** The answer's bytes as they came (JSON or YAML). */
  readonly bytes: Uint8Array;
}

/** Fields of a setting that a change reads and sets, e.g. `{ groups: ['sg-…'] }`. Lists are sorted by who reads them. */
export type HostState = EntryBody<'resource.changed'>['before'];

/**
 * One change of one setting of one resource. It is in effect when every field of `wanted` reads back as it is there.
 * The executor (`carryOut` of the pipeline) writes it ahead with its state before, calls, and reads back.
 */
export interface HostChange {
  /** Unique in the case, the same in every attempt, with its step before a slash: `contain/eni.groups/eni-…`. */
  readonly id: string;
  /** Which setting it is, e.g. `eni.groups`; a release restores the first state before that the log holds of it. */
  readonly setting: string;
  readonly resource: string;
  readonly wanted: HostState;
  /** Ids of changes, earlier in the list, that must be in effect before this one may be called. */
  readonly needs: readonly string[];
  /** An act, not a state (a passage through another state): once the log says `done` it is not done again. */
  readonly once?: boolean;
  /**
   * Id of the next change in the list, which takes away the access that this one gives. Both intents are entered ahead,
   * and it is called at once after this one was called and looked at, whatever came of that (F-20).
   */
  readonly followedBy?: string;
  /** While it is not in effect, the subject may have more access than before the case. */
  readonly endsAccess?: true;
  /** The call as the plan shows it, with what it hits besides the subject (F-27). */
  readonly planned: Omit<PlannedChange, 'step'>;
  /** The state now; the fields of `wanted`, and others worth keeping. Errors are PortErrors. */
  read(): Promise<HostState>;
  /** Makes the call once; answers with its request id. Errors are PortErrors. */
  apply(): Promise<string | undefined>;
}

/** Of which case the host is changed; the case marks what is made for it. */
export interface HostOrder {
  readonly case: CaseId;
  readonly subject: Subject;
  /**
   * What the log holds as changed since the host was last given back, oldest first. A step that is tried again needs
   * it to end what an attempt before has begun: the world does not show it any more.
   */
  readonly changed?: readonly EntryBody<'resource.changed'>[];
  /** Since when the host is contained, by the log. Without it no record of traffic proves anything. */
  readonly containedAt?: Instant;
}

/** What a release puts back: a setting, and its state before the case changed it, as the log holds it. */
export interface LoggedSetting {
  readonly setting: string;
  readonly resource: string;
  readonly before: HostState;
}

/** What was learnt about the isolation of a host. */
export interface IsolationProof {
  /** What was asked, e.g. `flow-logs`, `reachability-analyzer`, `probe`; absent where there was no means. */
  readonly method?: string;
  readonly proven: boolean;
  /** Why it is not proven, or what proves it, in a sentence. */
  readonly reason: string;
  /** The answers, kept as evidence. `proven` needs at least one. */
  readonly records: readonly InventoryRecord[];
}

/** Steps that change a host. */
export type HostStep = 'preserve' | 'snapshot' | 'contain';

/**
 * What can be learnt of and done to a host. Stacks that cannot do a thing say so by `techniques`, with a reason
 * people understand, and the workflow records the step as skipped.
 *
 * MUST: change nothing of the host but by `HostChange.apply`. A proof may make what it looks by (the path of an
 * analyser) and takes it away again, where the stack allows it. MUST NOT: give access back in answer to an error (F-20).
 */
export interface HostControl {
  /** `forCase`, here and below: in whose name it is asked, so that the trail of the host's account says so. */
  inventory(subject: Subject, forCase?: CaseId): Promise<readonly InventoryRecord[]>;
  /** What there is to acquire of the subject, as far as this stack knows it; the plan takes it in. */
  sources(subject: Subject, forCase?: CaseId): Promise<readonly Source[]>;
  /** One verdict per technique: `preserve`, `snapshot`, `contain`, `prove`. */
  preflight(subject: Subject, forCase?: CaseId): Promise<readonly Technique[]>;
  /**
   * What a step changes, in the order of carrying out, as the world is now; reads only. The plan shows it, and the
   * step asks again: what came in between (another interface) is not left out.
   * @throws PortError `host.unavailable` where the stack cannot
   */
  changes(step: HostStep, order: HostOrder): Promise<readonly HostChange[]>;
  /**
   * The changes that put settings back, in the order given. A resource that is gone meanwhile is a change whose `read`
   * fails with `aws.not-found`, never one that is left out.
   * @throws PortError `host.unavailable` where the stack cannot
   */
  restorations(
    settings: readonly LoggedSetting[],
    order: HostOrder,
  ): Promise<readonly HostChange[]>;
  /** Looks whether the host is isolated, by whichever means there is. */
  prove(order: HostOrder): Promise<IsolationProof>;
}
