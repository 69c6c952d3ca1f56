import { z } from 'zod';

/** Envelopes that carry an event as text, each with the texts inside it. */
const sqsRecord = z.object({ body: z.string() });
const snsRecord = z.object({ Sns: z.object({ Message: z.string() }) });
const lambdaEvent = z.object({ Records: z.array(z.unknown()).min(1) });
const receivedMessages = z.object({ Messages: z.array(z.unknown()).min(1) });
const receivedMessage = z.object({ MessageId: z.string(), Body: z.string() });
const pipeRecord = z.object({ messageId: z.string(), body: z.string() });
const notification = z.object({ Type: z.literal('Notification'), Message: z.string() });

/**
 * The texts inside a delivery of SQS or SNS: a Lambda event, the answer of ReceiveMessage, an EventBridge pipe's
 * record, an SNS notification. `undefined` inside the list is a member that is none of these. Undefined as a whole
 * when the value is no envelope.
 */
export function textsInside(value: unknown): readonly (string | undefined)[] | undefined {
  const lambda = lambdaEvent.safeParse(value);
  if (lambda.success) return lambda.data.Records.map(bodyOf);
  const received = receivedMessages.safeParse(value);
  if (received.success) return received.data.Messages.map(bodyOf);
  const single = pipeRecord.safeParse(value);
  if (single.success) return [single.data.body];
  const published = notification.safeParse(value);
  return published.success ? [published.data.Message] : undefined;
}

function bodyOf(record: unknown): string | undefined {
  const sqs = sqsRecord.safeParse(record);
  if (sqs.success) return sqs.data.body;
  const sns = snsRecord.safeParse(record);
  if (sns.success) return sns.data.Sns.Message;
  return receivedMessage.safeParse(record).data?.Body;
}
