import type { EntryBody } from '@afo/domain';
import { isAfoError } from '@afo/domain';
import type { FindingIdentifier, FindingWriteBack, NotificationOutcome, Ports } from '@afo/ports';
import type { CaseBook } from './case-book.ts';

type Attached = Pick<EntryBody<'finding.attached'>, 'findingIds' | 'productArn'>;

/** Says on findings that the case has taken them (ING-7). Nothing is claimed of what the case will do. */
export const sayTaken = (
  ports: Pick<Ports, 'findings'>,
  book: CaseBook,
  attached: readonly Attached[],
): Promise<void> =>
  writeBack(ports, book, {
    findings: identifiersOf(attached),
    text: `Forensic case ${book.id} has taken this finding.`,
    taken: true,
  });

/** Says on every finding of the case that its report is there. */
export const sayReported = (
  ports: Pick<Ports, 'findings'>,
  book: CaseBook,
  item: string,
): Promise<void> =>
  writeBack(ports, book, {
    findings: identifiersOf(book.state.findings),
    text: `The report of forensic case ${book.id} is issued: ${item}. What was done, and what failed, stands there.`,
    taken: false,
  });

/** Only findings that came with the ARN of their product can be written on; each of them once. */
function identifiersOf(attached: readonly Attached[]): readonly FindingIdentifier[] {
  const found = attached.flatMap(({ findingIds, productArn }) =>
    productArn === undefined ? [] : findingIds.map((id) => ({ id, productArn })),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

interface Message {
  readonly findings: readonly FindingIdentifier[];
  readonly text: string;
  readonly taken: boolean;
}

/** As `tell`: what could not be written is an entry, and never an error. */
async function writeBack(
  { findings: port }: Pick<Ports, 'findings'>,
  book: CaseBook,
  message: Message,
): Promise<void> {
  if (port === undefined || message.findings.length === 0) return;
  const outcomes = await outcomesOf(port, book, message);
  await book.append(() =>
    outcomes.map(({ channel, to, outcome, cause }) => ({
      type: 'notification.sent' as const,
      body: {
        channel,
        to: to.slice(0, 1024).toWellFormed(),
        message: message.text,
        outcome,
        ...(cause === undefined ? {} : { cause }),
      },
    })),
  );
}

async function outcomesOf(
  port: FindingWriteBack,
  book: CaseBook,
  message: Message,
): Promise<readonly NotificationOutcome[]> {
  try {
    return await port.write({ caseId: book.id, subject: book.state.opened.subject, ...message });
  } catch (error) {
    if (!isAfoError(error)) throw error;
    return message.findings.map(({ id }) => ({
      channel: 'finding',
      to: id,
      outcome: 'failed' as const,
      cause: `${error.message} (${error.code})`.slice(0, 4000),
    }));
  }
}
