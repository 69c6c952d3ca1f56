import type { Ports } from '@afo/ports';
import type { CaseBook } from './case-book.ts';

/**
 * Tells people, and enters who was told and who could not be. A message that fails is an entry and never an error: it
 * must not stop what it speaks of.
 */
export async function tell(
  ports: Pick<Ports, 'notifier'>,
  book: CaseBook,
  text: string,
): Promise<void> {
  const message = text.slice(0, 4000);
  const outcomes = await ports.notifier.notify({ subject: 'Forensic case', text: message });
  await book.append(() =>
    outcomes.map(({ channel, to, outcome, cause }) => ({
      type: 'notification.sent' as const,
      body: { channel, to, message, outcome, ...(cause === undefined ? {} : { cause }) },
    })),
  );
}
