import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { NotificationOutcome, Notifier } from '@afo/ports';
import { awsError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';
import { always } from '../whole-answer.ts';

export interface SnsNotifierConfig extends AwsConfig {
  readonly topicArn: string;
}

type Message = Parameters<Notifier['notify']>[0];

/** Most characters of a subject line, and bytes of a message (API reference, SNS Publish). */
const SUBJECT = 100;
const MESSAGE_BYTES = 262_144;

/**
 * Tells people by a topic of SNS. `delivered` says that SNS has taken the message, which is all that it tells; whether
 * a subscriber got it is in the topic's own delivery status log.
 */
export function snsNotifier(config: SnsNotifierConfig): Notifier & { close(): void } {
  const sns = new SNSClient(clientSettings(config));
  return {
    notify: async (message) => [await publish(sns, config.topicArn, message)],
    close: () => {
      sns.destroy();
    },
  };
}

async function publish(
  sns: SNSClient,
  topicArn: string,
  { subject, text }: Message,
): Promise<NotificationOutcome> {
  const channel = { channel: 'sns', to: topicArn };
  try {
    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subjectLine(subject),
        Message: bounded(text),
      }),
    );
    always(MessageId, 'telling people');
    return { ...channel, outcome: 'delivered' };
  } catch (error) {
    return { ...channel, outcome: 'failed', cause: awsError(error, 'telling people').message };
  }
}

/** SNS refuses a subject with control characters, of another script, or that begins with white space. */
function subjectLine(subject: string): string {
  const plain = subject
    .replaceAll(/[^\x20-\x7e]/gu, '?')
    .trim()
    .slice(0, SUBJECT);
  return plain === '' ? 'Forensics' : plain;
}

/** What does not fit is cut, and that is said: a message that is refused tells nobody anything. */
function bounded(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= MESSAGE_BYTES && text !== '') return text;
  if (text === '') return '(no text)';
  const note = '\n(cut; the case log holds the whole text)';
  return `${bytes
    .subarray(0, MESSAGE_BYTES - Buffer.byteLength(note) - 4)
    .toString('utf8')
    .replace(/\uFFFD$/u, '')}${note}`;
}
