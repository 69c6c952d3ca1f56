import type { Entry, ReportItem, Statement } from '@afo/domain';
import { isEntry } from '@afo/domain';
import { bytesInWords, readable } from '../text/quantities.ts';
import { quote, state as statement, toEntry, toItem } from './references.ts';

/** What is wrong with the evidence itself: digests that did not match, items and bytes that are missing. */
export const evidenceGaps = (
  items: readonly ReportItem[],
  entries: readonly Entry[],
): Statement[] => [
  ...items.flatMap(mismatches),
  ...nothingSealed(items, entries),
  ...items.flatMap((item) => itemGaps(item, entries)),
  ...items.flatMap(itemLimits),
];

/** True for what was seized, false for what was made of it (findings, results, reports). */
export const isOriginal = ({ kind }: ReportItem): boolean =>
  kind === 'disk' || kind === 'memory' || kind === 'log';

function nothingSealed(items: readonly ReportItem[], entries: readonly Entry[]): Statement[] {
  if (items.some((item) => isOriginal(item) && item.status !== 'planned')) return [];
  const at = [toEntry(entries.length - 1)];
  return [statement('missing', ['No disk, memory or log was acquired.'], at)];
}

const mismatches = ({ item, verifications }: ReportItem): Statement[] =>
  verifications
    .filter(({ result }) => result === 'mismatch')
    .map(({ entry, at, occasion }) =>
      statement(
        'doubt',
        [
          `The digest of ${item} did not match when it was read back at ${readable(at)} (${occasion}). The item must not be relied on until this is explained.`,
        ],
        [toEntry(entry), toItem(item)],
      ),
    );

function itemGaps(item: ReportItem, entries: readonly Entry[]): Statement[] {
  const at = toEntry(item.entries.at(-1) ?? planEntry(entries));
  const gaps: Statement[] = [];
  if (item.status === 'planned')
    gaps.push(
      statement(
        'missing',
        [`${item.item} was planned and not acquired: `, quote(item.title)],
        [at],
      ),
    );
  if (item.status === 'acquired')
    gaps.push(statement('missing', [`${item.item} was read but never sealed.`], [at]));
  if ((item.missingBytes ?? 0) > 0)
    gaps.push(
      statement(
        'missing',
        [
          `${bytesInWords(item.missingBytes ?? 0)} of ${item.item} could not be read; they stand as zeros.`,
        ],
        [at, toItem(item.item)],
      ),
    );
  if (item.manifest === 'unread')
    gaps.push(
      statement(
        'missing',
        [
          `The manifest of ${item.item} could not be read for this report, so its stored objects are not listed.`,
        ],
        [at],
      ),
    );
  if (isOriginal(item) && item.status === 'sealed' && item.verifications.length === 0)
    gaps.push(
      statement(
        'missing',
        [`${item.item} was sealed and has not been read back from storage.`],
        [at, toItem(item.item)],
      ),
    );
  return gaps;
}

const itemLimits = ({ item, limits }: ReportItem): Statement[] =>
  limits.map((limit) => statement('plain', [`Limit of ${item}: `, quote(limit)], [toItem(item)]));

const planEntry = (entries: readonly Entry[]): number =>
  entries.findLast((entry) => isEntry(entry, 'plan.made'))?.seq ?? 0;
