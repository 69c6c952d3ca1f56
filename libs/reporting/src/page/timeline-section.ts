import type { Report } from '@afo/domain';
import { timelinePicture } from '../picture/timeline-picture.ts';
import { counted, grouped, moment, readable } from '../text/quantities.ts';
import { code, itemLink, lineBreak, linkTo, withCommas, quoted, record, text } from './lines.ts';
import type { Block, Line, Section } from './page.ts';
import { placeLine, placeOf } from './places.ts';

/** The one timeline: a picture of it, and the events that detections point at. */
export const timelineSection = (report: Report): Section => ({
  id: 'timeline',
  title: 'Timeline',
  blocks: [
    {
      kind: 'figure',
      drawing: timelinePicture(report),
      caption: 'The evidence and the work over time',
    },
    { kind: 'paragraph', line: timelineLine(report) },
    ...notable(report),
    ...sources(report),
  ],
});

function timelineLine({ timeline }: Report): Line {
  if (timeline === undefined) return [text('No timeline was made; see failures and limits.')];
  const { events, first, last, doubtful, from, notable: shown, notableLeftOut } = timeline;
  const span =
    first === undefined || last === undefined
      ? ''
      : ` between ${readable(first)} and ${readable(last)}`;
  const doubts = doubtful === 0 ? '' : `, ${grouped(doubtful)} of them with a doubt about the time`;
  const more =
    notableLeftOut === 0 ? '.' : `; ${grouped(notableLeftOut)} more are in the file only.`;
  return [
    text(`${counted(events, 'event')}${span}${doubts}. All of them are in `),
    { kind: 'file', text: 'timeline.csv', file: 'timeline.csv' },
    ...(from.length === 0 ? [] : [text(', made from '), ...withCommas(from.map(itemLink))]),
    text(`. Below are ${counted(shown.length, 'event')} that detections point at${more}`),
  ];
}

function notable({ timeline }: Report): readonly Block[] {
  if (timeline === undefined || timeline.notable.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Events that detections point at',
      columns: [
        { title: 'Time (UTC)', width: 13 },
        { title: 'Event', width: 44 },
        { title: 'Where', width: 30 },
        { title: 'Detection', width: 13 },
      ],
      rows: timeline.notable
        .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
        .map((event) => ({
          cells: [
            [text(moment(event.at))],
            [
              text(`${event.kind}, ${event.source}: `),
              record(event.summary),
              ...(event.doubt === undefined
                ? []
                : [lineBreak, text('doubt about the time: '), quoted(event.doubt)]),
            ],
            placeLine(placeOf(event.pointer)),
            withCommas(event.detections.map((detection) => linkTo({ to: 'detection', detection }))),
          ],
        })),
    },
  ];
}

function sources({ timeline }: Report): readonly Block[] {
  if (timeline === undefined || timeline.bySource.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Events by source',
      columns: [
        { title: 'Source', width: 70 },
        { title: 'Events', width: 30 },
      ],
      rows: timeline.bySource.map(({ source, events }) => ({
        cells: [[code(source)], [text(grouped(events))]],
      })),
    },
  ];
}
