import type { StepNode } from '@afo/domain';
import type { AslCatch, AslTask } from './asl.ts';
import { answer, input, inputIs, jsonata } from './expressions.ts';
import { callOf, invoke, invokeAndWait, QUESTION_SECONDS, RETRIES } from './invoke.ts';
import type { Scope } from './scope.ts';

/** A function ends its step itself at the step's time; only one that cannot is ended from here, so much later. */
const GRACE_SECONDS = 30;

/**
 * One step: an attempt, the question how to go on, a pause, and the next attempt, as often as the log says. The
 * attempts are counted by the log alone; the machine carries the number of the next one.
 */
export function stepStates(scope: Scope, node: StepNode, next: string): string {
  const attempt = scope.name(node.name);
  const settle = scope.name(`${node.name}: settle`);
  const goOn = scope.name(`${node.name}: go on`);
  const pause = scope.name(`${node.name}: pause`);
  scope.put(pause, { Type: 'Wait', Seconds: input('pause'), Next: attempt });
  scope.put(goOn, {
    Type: 'Choice',
    Choices: [
      { Condition: inputIs('next', 'on'), Next: next },
      { Condition: inputIs('next', 'again'), Next: pause },
    ],
    Default: scope.fail('afo.stopped'),
  });
  scope.put(settle, settleTask(scope, node, goOn));
  const isCall = node.run.as === 'call';
  return scope.put(
    attempt,
    isCall ? callTask(scope, node, { settle, goOn }) : jobTask(scope, node, settle),
  );
}

const attemptOf = (scope: Scope, node: StepNode) => ({
  ...scope.ids(),
  step: node.name,
  attempt: input('attempt'),
});

function callTask(
  scope: Scope,
  node: StepNode,
  to: { readonly settle: string; readonly goOn: string },
): AslTask {
  return {
    Type: 'Task',
    Resource: invoke(scope.target),
    Arguments: callOf(scope.target.functions.callStep, attemptOf(scope, node)),
    TimeoutSeconds: node.timeoutSeconds + GRACE_SECONDS,
    Retry: RETRIES,
    Catch: lost(scope, to.settle),
    Output: howOn(scope),
    Next: to.goOn,
  };
}

function jobTask(scope: Scope, node: StepNode, settle: string): AslTask {
  return {
    Type: 'Task',
    Resource: invokeAndWait(scope.target),
    Arguments: callOf(scope.target.functions.dispatchJob, {
      ...attemptOf(scope, node),
      token: jsonata('$states.context.Task.Token'),
    }),
    TimeoutSeconds: node.timeoutSeconds + GRACE_SECONDS,
    HeartbeatSeconds: node.heartbeatSeconds,
    Retry: RETRIES,
    Catch: lost(scope, settle),
    // The worker's word is only that it has ended; what came of it is in the log.
    Output: scope.place({ attempt: input('attempt'), end: 'told' }),
    Next: settle,
  };
}

function settleTask(scope: Scope, node: StepNode, goOn: string): AslTask {
  return {
    Type: 'Task',
    Resource: invoke(scope.target),
    Arguments: callOf(scope.target.functions.settleStep, {
      ...attemptOf(scope, node),
      end: input('end'),
    }),
    TimeoutSeconds: QUESTION_SECONDS,
    Retry: RETRIES,
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Output: scope.place(),
        Next: scope.fail('afo.unrecorded'),
      },
    ],
    Output: howOn(scope),
    Next: goOn,
  };
}

const howOn = (scope: Scope) =>
  scope.place({ next: answer('next'), attempt: answer('attempt'), pause: answer('pause') });

/** Names and texts of errors stay out of the payload: they may quote what no log may hold (F-46, F-62). */
function lost(scope: Scope, settle: string): readonly AslCatch[] {
  const caught = (errors: readonly string[], end: string): AslCatch => ({
    ErrorEquals: errors,
    Output: scope.place({ attempt: input('attempt'), end }),
    Next: settle,
  });
  return [
    caught(['States.HeartbeatTimeout'], 'no-heartbeat'),
    caught(['States.Timeout', 'Sandbox.Timedout'], 'timed-out'),
    caught(['States.ALL'], 'failed'),
  ];
}
