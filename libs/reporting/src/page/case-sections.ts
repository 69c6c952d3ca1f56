import type { Report } from '@afo/domain';
import { bytesInWords, counted, readable } from '../text/quantities.ts';
import { subjectLine } from './first-page.ts';
import {
  actorLine,
  anchorOf,
  code,
  entryLink,
  id,
  lineOf,
  quoted,
  record,
  severityMark,
  stacked,
  text,
} from './lines.ts';
import type { Block, Line, Section } from './page.ts';

/** Whom the case is about, and on which finding it rests. */
export const subjectSection = (report: Report): Section => ({
  id: 'subject',
  title: 'Subject and finding',
  blocks: [
    {
      kind: 'facts',
      rows: [
        { label: 'Case', line: [code(report.case)] },
        { label: 'Title', line: [quoted(report.title)] },
        { label: 'Subject', line: subjectLine(report.subject) },
        {
          label: 'Opened',
          line: [
            text(`${readable(report.openedAt)} by `),
            ...actorLine(report.openedBy),
            text(' '),
            entryLink(0),
          ],
        },
        { label: 'Reason', line: [quoted(report.reason)] },
        {
          label: 'Retention',
          line: [
            text(
              `at least until ${readable(report.retention.until)}, ${report.retention.legalHold ? 'under' : 'without'} legal hold`,
            ),
          ],
        },
        { label: 'Stack', line: [text(report.stack)] },
      ],
    },
    ...report.findings.map(findingBlock),
  ],
});

const findingBlock = (finding: Report['findings'][number]): Block => ({
  kind: 'facts',
  rows: [
    { label: 'Finding', line: [quoted(finding.title), text(' '), entryLink(finding.entry)] },
    { label: 'From', line: [text(finding.product), text(` (${finding.format})`)] },
    { label: 'Severity', line: [severityMark(finding.severity)] },
    { label: 'Types', line: stacked(finding.types.map((type) => [record(type)])) },
    { label: 'Ids', line: stacked(finding.findingIds.map((each) => [record(each)])) },
    {
      label: 'Decision',
      line: [
        quoted(finding.reason),
        ...(finding.rule === undefined ? [] : [text(', rule '), record(finding.rule)]),
        text(finding.isolate ? '; orders isolation' : '; does not order isolation'),
      ],
    },
    {
      label: 'Raw event',
      line: [text(`${bytesInWords(finding.rawBytes)}, SHA-256 `), code(finding.rawSha256)],
    },
  ],
});

/** Who allowed the work, and what the plan was. */
export const authoritySection = (report: Report): Section => ({
  id: 'authority',
  title: 'Authority and plan',
  blocks: [authorisations(report), ...requests(report), ...plan(report)],
});

function authorisations({ authorisations: granted }: Report): Block {
  if (granted.length === 0)
    return {
      kind: 'paragraph',
      line: [text('The log holds no authorisation. '), entryLink(0)],
    };
  return {
    kind: 'table',
    caption: 'Authorisations',
    columns: [
      { title: 'Id', width: 9 },
      { title: 'Kind and scope', width: 16 },
      { title: 'Given by', width: 24 },
      { title: 'Reason and reference', width: 33 },
      { title: 'In force', width: 18 },
    ],
    rows: granted.map((grant) => ({
      id: anchorOf({ to: 'authorisation', authorisation: grant.authorisation }),
      cells: [
        stacked([[id(grant.authorisation)], [entryLink(grant.entry)]]),
        [text(`${grant.kind}; ${grant.scope === 'case' ? 'the case' : grant.scope.join(', ')}`)],
        stacked(grant.approvers.map(actorLine)),
        [
          quoted(grant.reason),
          ...(grant.reference === undefined ? [] : [text(', reference '), record(grant.reference)]),
        ],
        stacked([
          [text(`from ${readable(grant.from)}`)],
          [text(grant.until === undefined ? 'without end' : `until ${readable(grant.until)}`)],
        ]),
      ],
    })),
  };
}

function requests({ requests: asked }: Report): readonly Block[] {
  if (asked.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Approvals asked for',
      columns: [
        { title: 'Id', width: 10 },
        { title: 'Point', width: 14 },
        { title: 'Needed and given', width: 26 },
        { title: 'Reason', width: 30 },
        { title: 'Answer', width: 20 },
      ],
      rows: asked.map((request) => ({
        id: anchorOf({ to: 'request', request: request.request }),
        cells: [
          stacked([[id(request.request)], [entryLink(request.entry)]]),
          [text(`${request.approval}${request.emergency ? ', emergency' : ''}`)],
          stacked([
            [
              text(
                `${counted(request.people, 'person', 'people')} until ${readable(request.deadline)}`,
              ),
            ],
            ...request.approvals.map(({ approver }) => actorLine(approver)),
          ]),
          [quoted(request.reason)],
          [
            text(request.status),
            ...(request.reasonOfEnd === undefined ? [] : [text(': '), quoted(request.reasonOfEnd)]),
          ],
        ],
      })),
    },
  ];
}

function plan({ plan: made }: Report): readonly Block[] {
  if (made === undefined)
    return [{ kind: 'paragraph', line: [text('No plan was made. '), entryLink(0)] }];
  return [
    { kind: 'heading', text: [text('Plan')] },
    {
      kind: 'facts',
      rows: [
        {
          label: 'Playbook',
          line: [
            record(made.playbook.name),
            text(', SHA-256 '),
            code(made.playbook.sha256),
            text(' '),
            entryLink(made.entry),
          ],
        },
        { label: 'Order', line: [text(`${made.order}: `), quoted(made.orderReason)] },
        { label: 'Isolation', line: [text(made.isolate ? 'ordered' : 'not ordered')] },
        { label: 'Approval', line: approvalLine(made.approval) },
        {
          label: 'Possible here',
          line: stacked(made.techniques.map(techniqueLine)),
        },
      ].filter(({ line }) => line.length > 0),
    },
  ];
}

type Plan = NonNullable<Report['plan']>;

const approvalLine = ({ people, reason }: Plan['approval']): Line => [
  text(people === 0 ? 'none further needed: ' : `${counted(people, 'person', 'people')}: `),
  quoted(reason),
];

const techniqueLine = ({ technique, possible, reason }: Plan['techniques'][number]): Line => [
  text(`${technique}: ${possible ? 'yes' : 'no'}, `),
  ...lineOf([{ quote: reason }]),
];
