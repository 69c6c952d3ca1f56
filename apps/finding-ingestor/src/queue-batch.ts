import type { Ingest } from '@afo/pipeline';
import { z } from 'zod';
import { ReceiverError } from './errors.ts';

/** What Lambda hands over of an SQS queue; only the members that are used. */
const batchSchema = z.object({
  Records: z
    .array(z.object({ messageId: z.string().min(1), body: z.string() }))
    .min(1)
    .max(10_000),
});

/** The messages that SQS shall deliver again; all others are deleted from the queue. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface QueueBatchOptions {
  readonly ingest: Ingest;
  /** The service log: why a message goes back. */
  readonly log: { error(facts: object, message: string): void };
}

/** What the platform says of the time that is left, as Lambda's context does. */
export interface Deadline {
  getRemainingTimeInMillis(): number;
}

/** A message that is begun needs so long; one that cannot have it is not begun. */
const LEAST_MS = 15_000;
const SIDE_BY_SIDE = 10;

/**
 * Takes a batch of SQS messages, each a delivery as EventBridge sends it, with `ReportBatchItemFailures`: a message
 * that could not be worked on goes back by itself, and its neighbours are not delivered twice. What is malformed is no
 * failure of the message: it is kept as a rejection for `afo replay` (ING-6). Messages for which no time is left go
 * back too, and after the queue's limit of deliveries into its dead-letter queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * @throws ReceiverError `receiver.bad-request` when the event is no batch: then nothing of it is deleted
 */
export const queueBatch =
  ({ ingest, log }: QueueBatchOptions) =>
  async (event: unknown, deadline: Deadline): Promise<BatchResponse> => {
    const failed: string[] = [];
    const waiting = [...messagesOf(event)];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { messageId, body } = next;
        if (deadline.getRemainingTimeInMillis() < LEAST_MS) {
          failed.push(messageId);
          continue;
        }
        try {
          await ingest(Buffer.from(body));
        } catch (error) {
          log.error({ err: error, messageId }, 'a message goes back to the queue');
          failed.push(messageId);
        }
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

function messagesOf(event: unknown): z.infer<typeof batchSchema>['Records'] {
  const batch = batchSchema.safeParse(event);
  if (batch.success) return batch.data.Records;
  throw new ReceiverError('receiver.bad-request', 'the event is no batch of queue messages');
}
