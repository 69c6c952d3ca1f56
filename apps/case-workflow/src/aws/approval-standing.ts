import type { CaseState } from '@afo/domain';
import { approval as approvalNode, latestRequest, walk } from '@afo/domain';

/** The same at the end of the machine: it waits as long as an emergency owes its answer, unless the case is closed. */
export function owedStanding(state: CaseState, approval: string): 'on' | 'wait' | 'stop' {
  if (state.status === 'closed') return 'on';
  return latestRequest(approval, state)?.status === 'pending'
    ? 'wait'
    : approvalStanding(state, approval);
}

/** How the state machine goes on at an approval point: a pure function of the log. */
export function approvalStanding(state: CaseState, approval: string): 'on' | 'wait' | 'stop' {
  if (state.status === 'closed') return 'stop';
  const { status } = walk(approvalNode(approval), state);
  return ({ done: 'on', stopped: 'stop', waiting: 'wait' } as const)[status];
}
