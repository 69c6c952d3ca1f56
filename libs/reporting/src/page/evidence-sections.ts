import type { CustodyForm, Report, ReportItem } from '@afo/domain';
import { whereInLine } from '../compose/actor-words.ts';
import { bytesInWords, grouped, moment, readable } from '../text/quantities.ts';
import {
  actorLine,
  anchorOf,
  code,
  entryLink,
  id,
  itemLink,
  lineOf,
  withCommas,
  linkTo,
  quoted,
  record,
  stacked,
  text,
} from './lines.ts';
import type { Block, Inline, Line, Section } from './page.ts';

/** The evidence with its digests, as seized and as stored. */
export const evidenceSection = (report: Report): Section => ({
  id: 'evidence',
  title: 'Evidence and digests',
  blocks: [
    {
      kind: 'paragraph',
      line: [
        text(
          'As seized: the bytes as they were read from the source. As stored: the bytes as they lie in write-once ' +
            'storage, where compression or a container changes them. Both digests are SHA-256.',
        ),
      ],
    },
    ...(report.evidence.length === 0
      ? [{ kind: 'paragraph', line: [text('There is no evidence item.')] } as const]
      : [evidenceTable(report)]),
  ],
});

const evidenceTable = ({ evidence }: Report): Block => ({
  kind: 'table',
  caption: 'Evidence items',
  columns: [
    { title: 'Item', width: 11 },
    { title: 'What', width: 27 },
    { title: 'Sizes and digests', width: 62 },
  ],
  rows: evidence.map((item) => ({
    id: anchorOf({ to: 'item', item: item.item }),
    cells: [
      stacked([[id(item.item)], [statusMark(item)]]),
      whatCell(item),
      stacked([...seizedLines(item), ...storedLines(item), ...checkedLines(item)]),
    ],
  })),
});

function statusMark({ status }: ReportItem): Inline {
  return { kind: 'mark', text: status, tone: status === 'sealed' ? 'good' : 'missing' };
}

function whatCell(item: ReportItem): Line {
  return stacked([
    [text(item.kind ?? 'kind not known'), text(': '), quoted(item.title)],
    ...(item.parents.length === 0
      ? []
      : [[text('made from '), ...withCommas(item.parents.slice(0, 8).map(itemLink))]]),
    ...(item.acquired === undefined
      ? []
      : [
          [
            text(
              `by ${item.acquired.tool.name} ${item.acquired.tool.version}, ${readable(item.acquired.startedAt)} to ${readable(item.acquired.endedAt)}`,
            ),
          ],
        ]),
    withCommas(item.entries.slice(0, 6).map(entryLink)),
  ]);
}

function seizedLines({ asSeized, missingBytes, expectedBytes }: ReportItem): readonly Line[] {
  if (asSeized === undefined) return [[text('nothing was seized')]];
  const missing = missingBytes ?? 0;
  return [
    [text(`as seized, ${bytesInWords(asSeized.bytes)}`)],
    [code(asSeized.sha256)],
    missing === 0
      ? [text(`complete: ${grouped(expectedBytes ?? asSeized.bytes)} bytes were expected`)]
      : [
          {
            kind: 'mark',
            text: `${grouped(missing)} of ${grouped(expectedBytes ?? 0)} bytes could not be read`,
            tone: 'missing',
          },
        ],
  ];
}

const MOST_OBJECTS = 12;

function storedLines({ asStored, manifest, manifestSha256 }: ReportItem): readonly Line[] {
  const objects = asStored
    .slice(0, MOST_OBJECTS)
    .flatMap(({ bytes, sha256, format, part }): readonly Line[] => [
      [
        text(
          `as stored (${format}${part === undefined ? '' : `, part ${String(part)}`}), ${bytesInWords(bytes)}`,
        ),
      ],
      [code(sha256)],
    ]);
  const left = asStored.length - MOST_OBJECTS;
  return [
    ...objects,
    ...(left > 0 ? [[text(`and ${grouped(left)} more objects, in the manifest`)]] : []),
    ...(manifest === 'unread' ? [[text('the manifest could not be read for this report')]] : []),
    ...(manifestSha256 === undefined ? [] : [[text('manifest')], [code(manifestSha256)]]),
  ];
}

function checkedLines({ verifications, status }: ReportItem): readonly Line[] {
  if (status === 'planned') return [];
  if (verifications.length === 0) return [[text('not read back from storage')]];
  return verifications.map(({ entry, at, occasion, result }): Line => [
    {
      kind: 'mark',
      text: result === 'match' ? 'read back, matches' : 'READ BACK, DOES NOT MATCH',
      tone: result === 'match' ? 'good' : 'doubt',
    },
    text(` ${readable(at)} (${occasion}) `),
    entryLink(entry),
  ]);
}

/** The chain-of-custody form: who did what with each item, when, where, and by what authority. */
export const custodySection = (report: Report): Section => ({
  id: 'custody',
  title: 'Chain of custody',
  blocks:
    report.custody.length === 0
      ? [{ kind: 'paragraph', line: [text('No item was handled. '), entryLink(0)] }]
      : report.custody.flatMap(formBlocks),
});

function formBlocks(form: CustodyForm): readonly Block[] {
  return [
    { kind: 'heading', text: [itemLink(form.item), text(' '), quoted(form.title)] },
    {
      kind: 'table',
      caption: `Chain of custody of ${form.item}`,
      columns: [
        { title: 'When (UTC)', width: 12 },
        { title: 'Who', width: 17 },
        { title: 'What', width: 55 },
        { title: 'Why', width: 8 },
        { title: 'Log', width: 8 },
      ],
      rows: form.lines.map((line) => ({
        cells: [
          [text(moment(line.at))],
          stacked([
            actorLine(line.actor),
            ...(whereInLine(line.where) === ''
              ? []
              : [[text('at '), record(whereInLine(line.where))]]),
          ]),
          lineOf(line.what),
          line.why === undefined
            ? [text('none')]
            : [linkTo({ to: 'authorisation', authorisation: line.why })],
          [entryLink(line.entry)],
        ],
      })),
    },
  ];
}
