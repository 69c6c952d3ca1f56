import { caseIdSchema, instantOf } from '@afo/domain';
import { recordStall } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { z } from 'zod';

const RUNS = { FAILED: 'failed', TIMED_OUT: 'timed-out', ABORTED: 'aborted' } as const;

/** An execution bears the name of its case, and the number with which it was taken up anew. */
const NAME = /^(?<id>[0-9a-f-]{36})(?:-(?<again>\d{1,15}))?$/;

/** What of the event counts. Its error and cause are not read: they may quote what a function was given. */
const endedEvent = z.object({
  source: z.literal('aws.states'),
  detail: z.object({
    name: z.string().regex(NAME),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    stopDate: z.int().min(0),
  }),
});

/**
 * Takes the event `Step Functions Execution Status Change` of an execution that did not come to its end.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export async function workflowEnded(
  ports: Ports,
  event: unknown,
): Promise<{ readonly outcome: 'recorded' | 'passed-over' }> {
  const { name, status, stopDate } = endedEvent.parse(event).detail;
  const { id, again } = NAME.exec(name)?.groups ?? {};
  const outcome = await recordStall(ports, {
    caseId: caseIdSchema.parse(id),
    run: RUNS[status],
    endedAt: instantOf(stopDate),
    ...(again === undefined ? {} : { again: Number(again) }),
  });
  return { outcome };
}
