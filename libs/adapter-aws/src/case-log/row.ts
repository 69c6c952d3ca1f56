import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CaseId } from '@afo/domain';
import { caseIdSchema, instantSchema, subjectKey, subjectSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { CaseSummary } from '@afo/ports';
import { z } from 'zod';

export type Item = Record<string, AttributeValue>;

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const count = z.object({ N: z.string().regex(/^\d{1,15}$/) }).transform(({ N }) => Number(N));

const rowSchema = z.object({
  sk: text.pipe(caseIdSchema),
  status: text.pipe(z.enum(['open', 'closed'])),
  title: text,
  subject: text.transform((json): unknown => JSON.parse(json)).pipe(subjectSchema),
  openedAt: text.pipe(instantSchema),
  lastAt: text.pipe(instantSchema),
  size: count,
});

/** Where the row of a case lies. The first 48 bits of an id are its time in milliseconds (RFC 9562 §5.7). */
export const rowKey = (
  caseId: CaseId,
): { readonly pk: AttributeValue; readonly sk: AttributeValue } => ({
  pk: { S: `month#${monthOf(caseId)}` },
  sk: { S: caseId },
});

export const monthOf = (caseId: CaseId): string =>
  new Date(Number.parseInt(caseId.replaceAll('-', '').slice(0, 12), 16)).toISOString().slice(0, 7);

/** The row of a case, with what the list is filtered by beside what it shows. */
export function itemOf(summary: CaseSummary): Item {
  const { subject } = summary;
  return {
    ...rowKey(summary.id),
    status: { S: summary.status },
    title: { S: summary.title },
    subject: { S: JSON.stringify(subject) },
    subjectKey: { S: subjectKey(subject) },
    kind: { S: subject.kind },
    resource: { S: subject.id },
    ...('account' in subject ? { account: { S: subject.account } } : {}),
    ...('region' in subject ? { region: { S: subject.region } } : {}),
    openedAt: { S: summary.openedAt },
    lastAt: { S: summary.lastAt },
    size: { N: String(summary.size) },
  };
}

export function summaryOf(item: Item): CaseSummary {
  const { sk, ...rest } = parsed(rowSchema, item, 'a row of the case list');
  return { id: sk, ...rest };
}

/** An item as it must be; whatever else lies in the table was not put there by the case log. */
export function parsed<T>(schema: z.ZodType<T>, item: Item, what: string): T {
  try {
    return schema.parse(item);
  } catch (error) {
    throw new PortError('case-log.unavailable', `${what} is damaged`, { cause: error });
  }
}

export { count, text };
