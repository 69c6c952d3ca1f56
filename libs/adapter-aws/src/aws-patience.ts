import type { Patience } from './ebs/index.ts';
import type { HandoverPatience } from './snapshots/index.ts';

/** How long what fails or is not there yet is borne; hours in a real account, and much less where time is short. */
export interface AwsPatience {
  readonly blocks?: Partial<Patience>;
  readonly handover?: Partial<HandoverPatience>;
  /** Longest wait for a proof of isolation, milliseconds. */
  readonly proofMs?: number;
  /** How a pause between two looks at a host is made. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}
