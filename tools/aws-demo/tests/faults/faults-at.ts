import type { LabCall, LabFaultRule } from '@afo/aws-lab';
import { PLACES } from '../../src/scenario.ts';
import type { FaultKind } from './kinds.ts';
import type { Stand } from './stand.ts';

/** What a fault strikes. */
export type Target = Omit<LabFaultRule, 'kind' | 'probability' | 'times' | 'nth'>;

export const MEMBER: Target = { account: PLACES.member.account };

/** Which attempts at which steps are struck, e.g. `contain#1`; nothing else is. */
export type Strikes = Readonly<Record<string, readonly Target[]>>;

export interface Struck {
  readonly onAttempt: (step: string, attempt: number) => void;
  /** The calls that were struck, by attempt. */
  readonly calls: ReadonlyMap<string, readonly LabCall[]>;
  /** Ends the faults. */
  stop(): void;
}

/** Sets the faults of each attempt before it begins, and counts what they struck. */
export function faultsAt({ lab }: Stand, { rule }: FaultKind, strikes: Strikes): Struck {
  const calls = new Map<string, readonly LabCall[]>();
  let current = '';
  let from = lab.calls().length;
  const change = (next: string): void => {
    const struck = lab
      .calls()
      .slice(from)
      .filter(({ fault }) => fault !== undefined);
    if (struck.length > 0) calls.set(current, struck);
    current = next;
    from = lab.calls().length;
    lab.setFaults((strikes[next] ?? []).map((target) => ({ ...rule, ...target })));
  };
  return {
    onAttempt: (step, attempt) => {
      change(`${step}#${String(attempt)}`);
    },
    calls,
    stop: () => {
      change('');
    },
  };
}
