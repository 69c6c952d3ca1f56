import type { CaseState, StepNode, StepState } from '@afo/domain';
import { isWanted } from '@afo/pipeline';
import type { StepTask } from '@afo/pipeline';

/** How the state machine goes on after a step: a pure function of the log. */
export interface Standing {
  readonly next: 'on' | 'again' | 'stop';
  /** The attempt that comes next. */
  readonly attempt: number;
  /** Seconds before it. */
  readonly pause: number;
}

/** Longest pause between two attempts, in seconds. */
const LONGEST_PAUSE = 300;

/** Where a step stands. Attempts are counted by the log, so that no restart of anything gives them back. */
export function standing(state: CaseState, task: StepTask, node: StepNode): Standing {
  const step = state.steps.get(task.key);
  if (step?.ended === true)
    return step.status === 'failed' && node.onFailure === 'stop' ? STOP : ON;
  if (!isWanted(state, task)) return STOP;
  if (step?.status === 'failed')
    return { next: 'again', attempt: step.attempt + 1, pause: pauseAfter(node, step) };
  // Begun by somebody who has not told its end, or not begun: the same attempt once more.
  return { next: 'again', attempt: step?.attempt ?? task.attempt, pause: 0 };
}

const ON: Standing = { next: 'on', attempt: 1, pause: 0 };
const STOP: Standing = { next: 'stop', attempt: 1, pause: 0 };

/** The pause doubles with each failed attempt; none is made while a host may be open. */
const pauseAfter = ({ retry }: StepNode, { attempt, code }: StepState): number =>
  code === 'host.may-be-open'
    ? 0
    : Math.min(LONGEST_PAUSE, Math.ceil(retry.backoffSeconds * 2 ** (attempt - 1)));
