import type { Source, Subject, Technique, Where } from '@afo/domain';

/** An answer of the host's control plane, or of its description file, as evidence. */
export interface InventoryRecord {
  /** What was asked, e.g. `DescribeInstances`, `host-description`. */
  readonly name: string;
  readonly where: Where;
  readonly requestId?: string;
  /** The answer's bytes as they came (JSON or YAML). */
  readonly bytes: Uint8Array;
}

/**
 * What can be learnt of and done to a host. Stacks that cannot do a thing say so by `techniques`, with a reason
 * people understand, and the workflow records the step as skipped.
 */
export interface HostControl {
  inventory(subject: Subject): Promise<readonly InventoryRecord[]>;
  /** What there is to acquire of the subject, as far as this stack knows it; the plan takes it in. */
  sources(subject: Subject): Promise<readonly Source[]>;
  /** One verdict per technique: `preserve`, `snapshot`, `contain`, `prove`. */
  preflight(subject: Subject): Promise<readonly Technique[]>;
}
