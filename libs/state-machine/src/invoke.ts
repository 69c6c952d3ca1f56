import type { AslFields, AslRetry } from './asl.ts';

/** The Lambda functions behind a machine, one for each kind of question; names or ARNs. */
export interface Functions {
  /** Carries out one attempt at a short step. */
  readonly callStep: string;
  /** Enqueues one attempt at a long step, with the token that its end is told by. */
  readonly dispatchJob: string;
  /** Says how to go on after an attempt of which nobody has told, and enters it where it is lost. */
  readonly settleStep: string;
  /** Answers questions about the case from its log. */
  readonly ask: string;
  /** Asks people, and wakes the machine when they have answered. */
  readonly requestApproval: string;
}

/** Where a machine is deployed, and what it calls. */
export interface Target {
  /** `aws`, `aws-cn`, `aws-us-gov`, … (F-67). */
  readonly partition: string;
  readonly functions: Functions;
  /** Longest sleep of an approval point between two looks at the log, in seconds. An answer wakes it at once. */
  readonly approvalWaitSeconds: number;
  /**
   * How items of a collection run: each as an execution of its own, with a history of its own (25,000 events are the
   * most that one history holds), or within the one execution of the case, which is for interpreters that know no other.
   */
  readonly items: 'distributed' | 'inline';
}

const INVOKE = 'states:::lambda:invoke';

export const invoke = ({ partition }: Target): string => `arn:${partition}:${INVOKE}`;

export const invokeAndWait = (target: Target): string => `${invoke(target)}.waitForTaskToken`;

export const callOf = (functionName: string, payload: AslFields): AslFields => ({
  FunctionName: functionName,
  Payload: payload,
});

/** The error that a function of ours raises where the same call may succeed later. */
export const RETRYABLE = 'afo.Retryable';

/**
 * Retries of the call itself, which use up no attempt of a step: each kind of trouble has its own count. Whether a
 * function had run before its answer was lost is not known; all of them may run twice.
 */
export const RETRIES: readonly AslRetry[] = [
  retry(['Lambda.TooManyRequestsException'], 10),
  retry(
    [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ClientExecutionTimeoutException',
    ],
    6,
  ),
  retry([RETRYABLE], 6),
];

function retry(errors: readonly string[], attempts: number): AslRetry {
  return {
    ErrorEquals: errors,
    IntervalSeconds: 1,
    MaxAttempts: attempts,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  };
}

/** Longest time of a call that only reads or writes the log, in seconds. */
export const QUESTION_SECONDS = 120;
