import type { CaseState } from '@afo/domain';
import { approval as approvalNode, walk } from '@afo/domain';

/** How the state machine goes on at an approval point: a pure function of the log. */
export function approvalStanding(state: CaseState, approval: string): 'on' | 'wait' | 'stop' {
  if (state.status === 'closed') return 'stop';
  const { status } = walk(approvalNode(approval), state);
  return ({ done: 'on', stopped: 'stop', waiting: 'wait' } as const)[status];
}
