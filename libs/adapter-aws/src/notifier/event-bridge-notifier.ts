import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '@afo/deployment';
import type { NotificationOutcome, Notifier } from '@afo/ports';
import { awsError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';

export interface EventBridgeNotifierConfig extends AwsConfig {
  /** Name or ARN of the bus. */
  readonly eventBus: string;
}

/** Most characters of a text; an entry of PutEvents has at most 256 KB, and JSON makes six bytes of some characters. */
const TEXT = 32_768;

type Message = Parameters<Notifier['notify']>[0];

/**
 * Tells systems by an event on a bus: source `automated-forensics-orchestrator`, the subject as its type, and
 * `{ text }` as its detail. `delivered` says that EventBridge has taken the event; whether a rule matched it and a
 * target got it is in the metrics of the rule.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function eventBridgeNotifier(
  config: EventBridgeNotifierConfig,
): Notifier & { close(): void } {
  const events = new EventBridgeClient(clientSettings(config));
  return {
    notify: async (message) => [await put(events, config.eventBus, message)],
    close: () => {
      events.destroy();
    },
  };
}

async function put(
  events: EventBridgeClient,
  eventBus: string,
  { subject, text }: Message,
): Promise<NotificationOutcome> {
  const channel = { channel: 'eventbridge', to: eventBus };
  const failed = (cause: string): NotificationOutcome => ({ ...channel, outcome: 'failed', cause });
  try {
    const { FailedEntryCount, Entries = [] } = await events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: eventBus,
            Source: EVENT_SOURCE,
            DetailType: subject.trim().slice(0, 128) || 'Forensics',
            Detail: JSON.stringify({ text: bounded(text) }),
          },
        ],
      }),
    );
    // A request that is answered is no proof that its entry was taken.
    const [entry] = Entries;
    if (FailedEntryCount === 0 && entry?.EventId !== undefined && entry.ErrorCode === undefined)
      return { ...channel, outcome: 'delivered' };
    return failed(`EventBridge did not take the event (${codeOf(entry?.ErrorCode)})`);
  } catch (error) {
    return failed(awsError(error, 'telling systems').message);
  }
}

/** A code comes over the wire, and goes into the log. */
const codeOf = (code = 'no code given'): string => code.replaceAll(/[^\w .-]/gu, '').slice(0, 80);

function bounded(text: string): string {
  if (text.length <= TEXT) return text;
  return `${text.slice(0, TEXT).toWellFormed()}\n(cut; the case log holds the whole text)`;
}
