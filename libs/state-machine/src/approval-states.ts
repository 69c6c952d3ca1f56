import { answer, inputIs, jsonata } from './expressions.ts';
import { callOf, invoke, invokeAndWait, QUESTION_SECONDS, RETRIES } from './invoke.ts';
import type { Scope } from './scope.ts';

/**
 * An approval point: ask people, wait for a token, and look again. What was answered, and whether its time is over, is in
 * the log; a wake-up that is lost costs one wait, never the case.
 */
export function approvalStates(scope: Scope, approval: string, next: string): string {
  const ask = scope.name(`approval ${approval}`);
  const goOn = scope.name(`approval ${approval}: go on`);
  const wait = scope.name(`approval ${approval}: wait`);
  const unanswered = {
    ErrorEquals: ['States.ALL'],
    Output: scope.place(),
    Next: scope.fail('afo.unanswered'),
  };
  scope.put(wait, {
    Type: 'Task',
    Resource: invokeAndWait(scope.target),
    Arguments: callOf(scope.target.functions.requestApproval, {
      ...scope.ids(),
      approval,
      token: jsonata('$states.context.Task.Token'),
    }),
    TimeoutSeconds: scope.target.approvalWaitSeconds,
    Retry: RETRIES,
    Catch: [{ ErrorEquals: ['States.Timeout'], Output: scope.place(), Next: ask }, unanswered],
    Output: scope.place(),
    Next: ask,
  });
  scope.put(goOn, {
    Type: 'Choice',
    Choices: [
      { Condition: inputIs('next', 'on'), Next: next },
      { Condition: inputIs('next', 'wait'), Next: wait },
    ],
    Default: scope.fail('afo.stopped'),
  });
  return scope.put(ask, {
    Type: 'Task',
    Resource: invoke(scope.target),
    Arguments: callOf(scope.target.functions.requestApproval, { ...scope.ids(), approval }),
    TimeoutSeconds: QUESTION_SECONDS,
    Retry: RETRIES,
    Catch: [unanswered],
    Output: scope.place({ next: answer('next') }),
    Next: goOn,
  });
}
