import type { CaseId } from '@afo/domain';
import type { HostCalls } from '../host/host-calls.ts';

/** An account's region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** How a place is asked, in the name of a case: for a member account a session that bears it. */
export type CallsOf = (place: Place, caseId: CaseId) => HostCalls;

export const isSamePlace = (one: Place, other: Place): boolean =>
  one.account === other.account && one.region === other.region;
