/** One thing that a deployment needs, as it was found. */
export interface Readiness {
  /** The account that it is in; `*` for every account of the organisation. */
  readonly account: string;
  /** Absent for what is of no region. */
  readonly region?: string;
  readonly what: string;
  readonly state: 'ready' | 'missing' | 'not-checked';
  /** What was found; where it was not checked, why. */
  readonly found: string;
  /** What to do; only where it is missing. */
  readonly advice?: string;
}

/**
 * Looks whether a deployment has what it needs, in every account and region.
 *
 * MUST: name each thing that is needed, whatever could be found out; say `not-checked`, with the reason, where it could
 * not be looked at or the answer was not whole. MUST NOT: change anything; take something for ready that was not seen.
 */
export interface DeploymentReadiness {
  look(): Promise<readonly Readiness[]>;
}
