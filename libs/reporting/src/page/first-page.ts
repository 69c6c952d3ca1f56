import type { Report, Statement, Subject } from '@afo/domain';
import { counted, readable } from '../text/quantities.ts';
import { itemOf, quoted, record, strong, text } from './lines.ts';
import type { Inline, Item, Line, Section } from './page.ts';

/** The page to read first: what happened, what was done, what is missing. */
export const firstPage = (report: Report): Section => ({
  id: 'first-page',
  title: 'Read this first',
  blocks: [
    { kind: 'paragraph', line: standingLine(report) },
    { kind: 'panel', title: 'What happened', items: report.summary.happened.map(shortItem) },
    { kind: 'panel', title: 'What was done', items: report.summary.done.map(shortItem) },
    { kind: 'panel', title: 'What is missing', items: report.summary.missing.map(shortItem) },
    { kind: 'paragraph', line: HOW_TO_READ },
  ],
});

/** Long quotations are cut here, so that the page stays one page; the sections behind it have them whole. */
function shortItem(statement: Statement): Item {
  const { tone, line } = itemOf(statement);
  return {
    tone,
    line: line.map((piece) =>
      piece.kind === 'quote' ? { kind: 'short-quote', text: piece.text } : piece,
    ),
  };
}

const HOW_TO_READ: Line = [
  text(
    'Every statement names in brackets what it rests on: an entry of the case log, an evidence item (E), a tool run (T), ' +
      'an authorisation (A) or a detection. Words from outside stand ',
  ),
  quoted('in quotation marks'),
  text(' or '),
  record('in this face'),
  text('; a character that cannot be seen in them stands as its number, such as '),
  record('\u202e'),
  text('. All times are UTC.'),
];

function standingLine(report: Report): Line {
  return [
    standingMark(report),
    text(
      ` The report speaks of the first ${counted(report.covers.entries, 'entry', 'entries')} of the case log, ` +
        `up to ${readable(report.covers.until)}, and of nothing that they do not hold.`,
    ),
  ];
}

function standingMark({ standing }: Report): Inline {
  switch (standing) {
    case 'complete':
      return { kind: 'mark', text: 'Complete: nothing is known to be missing.', tone: 'good' };
    case 'partial':
      return { kind: 'mark', text: 'Partial: something is missing.', tone: 'missing' };
    case 'doubtful':
      return { kind: 'mark', text: 'Doubtful: a digest did not match.', tone: 'doubt' };
  }
}

/** Whom the case is about, in one line. */
export function subjectLine(subject: Subject): Line {
  switch (subject.kind) {
    case 'host':
      return [text('Host '), record(subject.id)];
    case 'ec2-instance':
      return [
        text('EC2 instance '),
        record(subject.id),
        text(` in account ${subject.account}, ${subject.region}`),
      ];
    case 'eks-cluster':
      return [
        text('EKS cluster '),
        record(subject.id),
        text(` in account ${subject.account}, ${subject.region}`),
        ...workloadLine(subject.workload),
      ];
    case 'iam-user':
    case 'iam-role':
      return [
        text(subject.kind === 'iam-user' ? 'IAM user ' : 'IAM role '),
        record(subject.id),
        text(` in account ${subject.account}`),
        ...(subject.accessKeys ?? []).flatMap((key) => [text(', access key '), record(key)]),
      ];
  }
}

type Workload = Extract<Subject, { readonly kind: 'eks-cluster' }>['workload'];

function workloadLine(workload: Workload): Line {
  if (workload === undefined) return [];
  const { kind, namespace, name, serviceAccount, user, image } = workload;
  const known = { kind, namespace, name, 'service account': serviceAccount, user, image };
  return Object.entries(known).flatMap(([label, value]) =>
    value === undefined ? [] : [text(`, ${label} `), record(value)],
  );
}

/** A label of the head of the report. */
export const headLine = (report: Report): Line => [
  ...subjectLine(report.subject),
  text(' · case '),
  strong(report.case),
  text(` · ${report.status}`),
];
