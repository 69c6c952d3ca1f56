import type { AslFields } from './asl.ts';
import { answer, inputIs, jsonata } from './expressions.ts';
import { callOf, invoke, invokeAndWait, QUESTION_SECONDS, RETRIES } from './invoke.ts';
import type { Scope } from './scope.ts';

/**
 * An approval point: ask people, wait for a token, and look again. What was answered, and whether its time is over, is in
 * the log; a wake-up that is lost costs one wait, never the case.
 */
export const approvalStates = (scope: Scope, approval: string, next: string): string =>
  loop(scope, { label: `approval ${approval}`, question: { approval } }, next);

/**
 * The end of a machine: it does not end before the answer that an emergency owes, since nobody else of the state machine
 * would enter that the time is over.
 */
export const owedStates = (scope: Scope, approval: string, next: string): string =>
  loop(scope, { label: `owed ${approval}`, question: { approval, until: 'answered' } }, next);

interface Asked {
  readonly label: string;
  readonly question: AslFields;
}

function loop(scope: Scope, { label, question }: Asked, next: string): string {
  const ask = scope.name(label);
  const goOn = scope.name(`${label}: go on`);
  const wait = scope.name(`${label}: wait`);
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
      ...question,
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
    Arguments: callOf(scope.target.functions.requestApproval, { ...scope.ids(), ...question }),
    TimeoutSeconds: QUESTION_SECONDS,
    Retry: RETRIES,
    Catch: [unanswered],
    Output: scope.place({ next: answer('next') }),
    Next: goOn,
  });
}
