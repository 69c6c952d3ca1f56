import type { NotificationOutcome, Notifier } from '@afo/ports';

export interface NotifierConfig {
  /** A URL that gets `{"subject","text"}` by POST. May hold a secret: nothing but its origin is ever shown. */
  readonly webhook?: string;
}

type Message = Parameters<Notifier['notify']>[0];

const TIMEOUT = 10_000;

/** Tells people on the console (standard error), and by a webhook where one is configured. */
export function localNotifier(
  config: NotifierConfig,
  console_: (text: string) => void = (text) => void process.stderr.write(text),
): Notifier {
  const { webhook } = config;
  return {
    notify: (message) =>
      Promise.all([
        toConsole(message, console_),
        ...(webhook === undefined ? [] : [toWebhook(message, webhook)]),
      ]),
  };
}

function toConsole(message: Message, write: (text: string) => void): Promise<NotificationOutcome> {
  const channel = { channel: 'console', to: 'standard error' };
  try {
    write(`${printable(message.subject)}: ${printable(message.text)}\n`);
    return Promise.resolve({ ...channel, outcome: 'delivered' });
  } catch {
    return Promise.resolve({ ...channel, outcome: 'failed', cause: 'standard error is closed' });
  }
}

async function toWebhook(message: Message, url: string): Promise<NotificationOutcome> {
  const channel = { channel: 'webhook', to: new URL(url).origin };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject: message.subject, text: message.text }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    await response.body?.cancel();
    if (response.ok) return { ...channel, outcome: 'delivered' };
    return { ...channel, outcome: 'failed', cause: `it answered ${String(response.status)}` };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    const cause = late ? 'no answer within 10 seconds' : 'it could not be reached';
    return { ...channel, outcome: 'failed', cause };
  }
}

// A subject's name comes from outside: control characters could rewrite the line, or the terminal's title (SEC-3).
const printable = (text: string): string =>
  text.replaceAll(/\p{C}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
