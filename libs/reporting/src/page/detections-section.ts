import type { Report, ReportDetection } from '@afo/domain';
import { counted, grouped, moment, readable } from '../text/quantities.ts';
import {
  anchorOf,
  id,
  itemLink,
  withCommas,
  quoted,
  record,
  severityMark,
  stacked,
  text,
} from './lines.ts';
import type { Block, Line, Section } from './page.ts';
import { placeLines, placesOf } from './places.ts';

/** What speaks for a compromise, the worst first, each with where it is seen. */
export const detectionsSection = (report: Report): Section => ({
  id: 'detections',
  title: 'What the evidence shows',
  blocks: [
    { kind: 'paragraph', line: countLine(report) },
    ...overview(report),
    ...report.detections.listed.filter(isGrave).flatMap(detectionBlocks),
    ...minor(report),
  ],
});

function countLine({ detections, runs }: Report): Line {
  const { total, listed, from } = detections;
  if (total === 0)
    return [
      text(
        runs.some(({ outcome }) => outcome !== 'failed')
          ? 'The tools that ran report no detection. That is no proof that nothing happened; see the limits.'
          : 'No tool has given a result.',
      ),
    ];
  return [
    text(
      `${counted(total, 'detection')}, ${listed.length === total ? 'all' : `the worst ${grouped(listed.length)}`} listed here. ` +
        'A detection is what a rule saw in the evidence; what it means is for people to judge.',
    ),
    ...(from.length === 0
      ? []
      : [text(' All are kept in '), ...withCommas(from.map(itemLink)), text('.')]),
  ];
}

function overview({ detections: { listed } }: Report): readonly Block[] {
  if (listed.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Detections in short',
      columns: [
        { title: 'No.', width: 6 },
        { title: 'Severity', width: 16 },
        { title: 'What', width: 37 },
        { title: 'ATT&CK', width: 14 },
        { title: 'When (UTC)', width: 21 },
        { title: 'Item', width: 10 },
      ],
      rows: listed.map((detection) => ({
        cells: [
          [
            {
              kind: 'link',
              text: String(detection.number),
              target: anchorOf({ to: 'detection', detection: detection.number }),
            },
          ],
          [severityMark(detection.severity)],
          [quoted(detection.title)],
          stacked(detection.attack.map((technique) => [id(technique)])),
          [text(detection.at === undefined ? 'not known' : moment(detection.at))],
          stacked(itemsOf(detection).map((item) => [itemLink(item)])),
        ],
      })),
    },
  ];
}

const itemsOf = ({ pointers }: ReportDetection) => [...new Set(pointers.map(({ item }) => item))];

const isGrave = ({ severity }: ReportDetection): boolean => severity !== 'informational';

function detectionBlocks(detection: ReportDetection): readonly Block[] {
  return [
    {
      kind: 'heading',
      id: anchorOf({ to: 'detection', detection: detection.number }),
      text: [
        text(`${String(detection.number)} `),
        severityMark(detection.severity),
        text(' '),
        quoted(detection.title),
      ],
    },
    { kind: 'facts', rows: detectionRows(detection) },
  ];
}

function detectionRows(detection: ReportDetection): { label: string; line: Line }[] {
  const { rule, description, confidence, attack, at, until, count, facts } = detection;
  return [
    { label: 'Seen', line: [quoted(description)] },
    {
      label: 'When',
      line:
        at === undefined
          ? [text('the evidence gives no time')]
          : [text(`${readable(at)}${until === undefined ? '' : ` to ${readable(until)}`}`)],
    },
    ...(count === undefined || count === 1
      ? []
      : [{ label: 'Times seen', line: [text(grouped(count))] }]),
    { label: 'Rule', line: [record(rule), text(`, confidence ${confidence}`)] },
    ...(attack.length === 0 ? [] : [{ label: 'ATT&CK', line: [text(attack.join(', '))] }]),
    ...factsRow(facts),
    { label: 'Where', line: whereLine(detection) },
  ];
}

function factsRow(facts: ReportDetection['facts']): { label: string; line: Line }[] {
  const line = Object.entries(facts).flatMap(([label, value], index) => [
    ...(index === 0 ? [] : [text(', ')]),
    record(label),
    text(': '),
    record(String(value)),
  ]);
  return line.length === 0 ? [] : [{ label: 'Facts', line }];
}

const whereLine = ({ pointers, pointersInAll }: ReportDetection): Line =>
  stacked(placeLines(placesOf(pointers), pointersInAll - pointers.length));

/** What is worth knowing and speaks for nothing by itself: a line each. */
function minor({ detections: { listed } }: Report): readonly Block[] {
  const rest = listed.filter((detection) => !isGrave(detection));
  if (rest.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Informational: worth knowing, and no sign of an attack by itself',
      columns: [
        { title: 'No.', width: 6 },
        { title: 'What and where', width: 70 },
        { title: 'ATT&CK', width: 12 },
        { title: 'When (UTC)', width: 12 },
      ],
      rows: rest.map((detection) => ({
        id: anchorOf({ to: 'detection', detection: detection.number }),
        cells: [
          [text(String(detection.number))],
          stacked([
            [quoted(detection.title)],
            [quoted(detection.description), text(' Rule '), record(detection.rule)],
            ...factsRow(detection.facts).map(({ line }) => line),
            whereLine(detection),
          ]),
          stacked(detection.attack.map((technique) => [id(technique)])),
          [text(detection.at === undefined ? 'not known' : moment(detection.at))],
        ],
      })),
    },
  ];
}
