import type { Entry, EntryType, Words } from '@afo/domain';
import { bytesInWords, counted, readable } from '../text/quantities.ts';
import { evidenceWords } from './evidence-entry-words.ts';
import { planWords } from './plan-entry-words.ts';
import { quote } from './references.ts';

/** An entry of the case log in one line for people. Every type is spelt out; a new type does not compile until it is. */
export function entryWords(entry: Entry): Words {
  switch (entry.type) {
    case 'case.opened':
    case 'finding.attached':
    case 'case.closed':
    case 'case.reopened':
    case 'note.added':
    case 'notification.sent':
      return caseWords(entry);
    case 'authorisation.granted':
    case 'authorisation.pending':
    case 'authorisation.refused':
    case 'authorisation.expired':
      return authorityWords(entry);
    case 'plan.detailed':
    case 'plan.made':
      return planWords(entry);
    case 'preflight.recorded':
    case 'inventory.recorded':
    case 'resource.changed':
    case 'containment.proven':
    case 'containment.unproven':
      return hostWords(entry);
    case 'step.started':
    case 'step.succeeded':
    case 'step.failed':
    case 'step.skipped':
      return stepWords(entry);
    case 'evidence.acquired':
    case 'evidence.sealed':
    case 'evidence.verified':
    case 'evidence.read':
    case 'evidence.exported':
    case 'evidence.transferred':
    case 'evidence.disposed':
    case 'analysis.completed':
    case 'report.issued':
    case 'checkpoint.signed':
      return evidenceWords(entry);
  }
}

type Of<T extends EntryType> = Entry<T>;

function caseWords(
  entry: Of<
    | 'case.opened'
    | 'finding.attached'
    | 'case.closed'
    | 'case.reopened'
    | 'note.added'
    | 'notification.sent'
  >,
): Words {
  switch (entry.type) {
    case 'case.opened':
      return [
        'Case opened: ',
        quote(entry.body.title),
        ...(entry.body.isolate === true ? ['; isolation of the host ordered with it'] : []),
        '; reason: ',
        quote(entry.body.reason),
      ];
    case 'finding.attached':
      return [
        `Finding attached from ${entry.body.product}, severity ${entry.body.severity}: `,
        quote(entry.body.title),
      ];
    case 'case.closed':
      return ['Case closed: ', quote(entry.body.reason)];
    case 'case.reopened':
      return ['Case taken up again: ', quote(entry.body.reason)];
    case 'note.added':
      return ['Note: ', quote(entry.body.text)];
    case 'notification.sent':
      return [
        `Message by ${entry.body.channel} ${entry.body.outcome}: `,
        quote(entry.body.message),
        ...(entry.body.cause === undefined ? [] : ['; cause: ', quote(entry.body.cause)]),
      ];
  }
}

function authorityWords(
  entry: Of<
    | 'authorisation.granted'
    | 'authorisation.pending'
    | 'authorisation.refused'
    | 'authorisation.expired'
  >,
): Words {
  switch (entry.type) {
    case 'authorisation.granted':
      return [
        `Authorisation ${entry.body.authorisation} granted (${entry.body.kind}) by `,
        quote(entry.body.approvers.map(({ name }) => name).join(', ')),
        ': ',
        quote(entry.body.reason),
      ];
    case 'authorisation.pending':
      return [
        `Approval ${entry.body.request} asked of ${counted(entry.body.people, 'person', 'people')}, ` +
          `${String(entry.body.approvals.length)} given, until ${readable(entry.body.deadline)}${entry.body.emergency ? '; work begins before it (emergency)' : ''}: `,
        quote(entry.body.reason),
      ];
    case 'authorisation.refused':
      return [
        `Approval ${entry.body.request} refused by `,
        quote(entry.body.refusedBy.name),
        ': ',
        quote(entry.body.reason),
      ];
    case 'authorisation.expired':
      return [
        `Approval ${entry.body.request} expired unanswered at ${readable(entry.body.deadline)}`,
      ];
  }
}

function hostWords(
  entry: Of<
    | 'preflight.recorded'
    | 'inventory.recorded'
    | 'resource.changed'
    | 'containment.proven'
    | 'containment.unproven'
  >,
): Words {
  switch (entry.type) {
    case 'preflight.recorded': {
      const possible = entry.body.techniques.filter((technique) => technique.possible).length;
      return [
        `Preflight: ${String(possible)} of ${counted(entry.body.techniques.length, 'technique')} possible here`,
      ];
    }
    case 'inventory.recorded':
      return [`Inventory kept as ${entry.body.item}, ${bytesInWords(entry.body.bytes)}`];
    case 'resource.changed':
      return [
        `Change ${entry.body.phase}: ${entry.body.change} on `,
        quote(entry.body.resource),
        ...(entry.body.code === undefined ? [] : [` (${entry.body.code})`]),
      ];
    case 'containment.proven':
      return [
        `Isolation proven by ${entry.body.method}, evidence ${entry.body.evidence}, of `,
        quote(entry.body.resource),
      ];
    case 'containment.unproven':
      return [
        'Isolation not proven of ',
        quote(entry.body.resource),
        ': ',
        quote(entry.body.reason),
      ];
  }
}

function stepWords(
  entry: Of<'step.started' | 'step.succeeded' | 'step.failed' | 'step.skipped'>,
): Words {
  const { key } = entry.body;
  switch (entry.type) {
    case 'step.started':
      return [`Step ${key} started, attempt ${String(entry.body.attempt)}`];
    case 'step.succeeded':
      return [`Step ${key} ended well, attempt ${String(entry.body.attempt)}`];
    case 'step.failed':
      return [
        `Step ${key} failed, attempt ${String(entry.body.attempt)}${entry.body.final ? ', for good' : ''} (${entry.body.code}): `,
        quote(entry.body.cause),
      ];
    case 'step.skipped':
      return [`Step ${key} skipped: `, quote(entry.body.reason)];
  }
}
