import type { Measure, Report } from '@afo/domain';
import { bytesInWords, durationInWords, grouped, moment, roundBytes } from '../text/quantities.ts';
import {
  anchorOf,
  code,
  entryLink,
  itemLink,
  itemOf,
  lineOf,
  quoted,
  record,
  referencesLine,
  stacked,
  text,
} from './lines.ts';
import type { Block, Line, Section } from './page.ts';

/** What was done to the host, and whether its isolation is proven (F-08). */
export const hostSection = (report: Report): Section => ({
  id: 'host',
  title: 'Actions on the host and isolation',
  blocks: [
    { kind: 'list', items: [itemOf(report.containment.statement)] },
    report.changes.length === 0
      ? {
          kind: 'paragraph',
          line: [text('The log records no change to the host or to any resource around it.')],
        }
      : changesTable(report),
  ],
});

const changesTable = ({ changes }: Report): Block => ({
  kind: 'table',
  caption: 'Changes to resources',
  columns: [
    { title: 'When (UTC)', width: 12 },
    { title: 'Change', width: 24 },
    { title: 'Resource', width: 22 },
    { title: 'Before and after', width: 33 },
    { title: 'Log', width: 9 },
  ],
  rows: changes.map((change) => ({
    cells: [
      [text(moment(change.at))],
      stacked([
        [text(change.change)],
        [
          {
            kind: 'mark',
            text: change.phase,
            tone: ({ intended: 'plain', done: 'good', failed: 'missing' } as const)[change.phase],
          },
        ],
        ...(change.code === undefined ? [] : [[text(change.code)]]),
        ...(change.requestId === undefined ? [] : [[text('request '), record(change.requestId)]]),
      ]),
      [record(change.resource)],
      stacked([
        [text('before '), record(JSON.stringify(change.before))],
        [text('after '), record(JSON.stringify(change.after))],
      ]),
      [entryLink(change.entry)],
    ],
  })),
});

/** What failed, what was skipped, and what limits the statements above (C40, C41). */
export const gapsSection = (report: Report): Section => ({
  id: 'gaps',
  title: 'Failures, gaps and limits',
  blocks: [
    report.gaps.length === 0
      ? {
          kind: 'paragraph',
          line: [
            text('The log knows of no failure, no gap and no limit. '),
            entryLink(report.covers.entries - 1),
          ],
        }
      : { kind: 'list', items: report.gaps.map(itemOf) },
    stepsTable(report),
  ],
});

const stepsTable = ({ steps }: Report): Block => ({
  kind: 'table',
  caption: 'Steps of the case',
  columns: [
    { title: 'Step', width: 26 },
    { title: 'Ended', width: 14 },
    { title: 'Attempts', width: 10 },
    { title: 'From and to (UTC)', width: 20 },
    { title: 'Because', width: 31 },
    { title: 'Log', width: 9 },
  ],
  rows: steps.map((step) => ({
    cells: [
      [text(step.key)],
      [
        {
          kind: 'mark',
          text: step.status === 'started' ? 'under way' : step.status,
          tone: step.status === 'succeeded' ? 'good' : 'missing',
        },
      ],
      [text(String(step.attempts))],
      stacked(
        [step.startedAt, step.endedAt].flatMap((at) =>
          at === undefined ? [] : [[text(moment(at))]],
        ),
      ),
      step.because === undefined
        ? []
        : [...(step.code === undefined ? [] : [text(`${step.code}: `)]), quoted(step.because)],
      [entryLink(step.entry)],
    ],
  })),
});

/** The tools, so that anybody can run them again and get the same bytes (C38). */
export const toolsSection = (report: Report): Section => ({
  id: 'tools',
  title: 'Tools and rule sets',
  blocks:
    report.runs.length === 0
      ? [{ kind: 'paragraph', line: [text('No analysis tool was run.')] }]
      : report.runs.flatMap(runBlocks),
});

function runBlocks(run: Report['runs'][number]): readonly Block[] {
  return [
    {
      kind: 'heading',
      id: anchorOf({ to: 'run', run: run.run }),
      text: [text(`${run.run} ${run.tool.name} ${run.tool.version}`)],
    },
    {
      kind: 'facts',
      rows: [
        {
          label: 'Outcome',
          line: [
            {
              kind: 'mark',
              text: run.outcome,
              tone: run.outcome === 'complete' ? 'good' : 'missing',
            },
            text(` ${grouped(run.detections)} detections, ${grouped(run.events)} events `),
            entryLink(run.entry),
          ],
        },
        ...(run.tool.sha256 === undefined
          ? []
          : [{ label: 'Program', line: [text('SHA-256 '), code(run.tool.sha256)] }]),
        ...parameterRows(run.tool.parameters),
        ...run.ruleSets.map(({ name, sha256 }) => ({
          label: 'Rule set',
          line: [record(name), text(', SHA-256 '), code(sha256)],
        })),
        ...run.inputs.map(({ item, sha256Before, sha256After }) => ({
          label: 'Input',
          line: [
            itemLink(item),
            text(sha256Before === sha256After ? ', unchanged by the run: ' : ', CHANGED, before: '),
            code(sha256Before),
            ...(sha256Before === sha256After ? [] : [text(' after: '), code(sha256After)]),
          ],
        })),
        ...run.outputs.map(({ item, sha256 }) => ({
          label: 'Output',
          line: [itemLink(item), text(', SHA-256 '), code(sha256)],
        })),
        ...run.limits.map((limit) => ({ label: 'Limit', line: [quoted(limit)] })),
      ],
    },
  ];
}

const parameterRows = (
  parameters: Report['runs'][number]['tool']['parameters'],
): readonly { readonly label: string; readonly line: Line }[] =>
  Object.entries(parameters ?? {}).map(([name, value]) => ({
    label: 'Parameter',
    line: [record(name), text(' = '), record(String(value))],
  }));

/** What was measured, and from what. */
export const measuresSection = (report: Report): Section => ({
  id: 'measures',
  title: 'Measured times and rates',
  blocks: [
    {
      kind: 'paragraph',
      line: [text('Each value is computed from the entries or the manifest that stand beside it.')],
    },
    {
      kind: 'table',
      caption: 'Measured values',
      columns: [
        { title: 'What', width: 55 },
        { title: 'Value', width: 25 },
        { title: 'From', width: 20 },
      ],
      rows: report.measures.map((measure) => ({
        cells: [
          lineOf(measure.words),
          [text(valueInWords(measure))],
          referencesLine(measure.references),
        ],
      })),
    },
  ],
});

function valueInWords({ unit, value }: Measure): string {
  switch (unit) {
    case 'milliseconds':
      return durationInWords(value);
    case 'bytes':
      return bytesInWords(value);
    case 'bytes-per-second':
      return `${roundBytes(value)}/s`;
    case 'count':
      return grouped(value);
  }
}
