/**
 * The EventBridge rule by which the function `workflowEnded` of `apps/case-workflow` hears that Step Functions ended the
 * workflow of a case other than by its own end. It is asynchronous: what it cannot enter belongs into a queue of its own.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const workflowEndedRule = (stateMachineArn: string) =>
  ({
    name: 'workflow-ended',
    pattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: [stateMachineArn],
      },
    },
  }) as const;
