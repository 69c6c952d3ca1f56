import type { Entry, EvidenceId } from '@afo/domain';

/** The evidence items that an entry is about, for the chain-of-custody form. */
export function itemsOfEntry(entry: Entry): readonly EvidenceId[] {
  switch (entry.type) {
    case 'evidence.acquired':
    case 'evidence.sealed':
    case 'evidence.verified':
    case 'evidence.read':
    case 'evidence.disposed':
    case 'report.issued':
    case 'inventory.recorded':
      return [entry.body.item];
    case 'evidence.exported':
    case 'evidence.transferred':
      return entry.body.items;
    case 'containment.proven':
      return [entry.body.evidence];
    case 'analysis.completed':
      return [...new Set([...entry.body.inputs, ...entry.body.outputs].map(({ item }) => item))];
    case 'step.failed':
    case 'step.skipped':
      return entry.body.item === undefined ? [] : [entry.body.item];
    case 'case.opened':
    case 'finding.attached':
    case 'authorisation.granted':
    case 'authorisation.pending':
    case 'authorisation.refused':
    case 'authorisation.expired':
    case 'case.closed':
    case 'case.reopened':
    case 'note.added':
    case 'notification.sent':
    case 'plan.detailed':
    case 'plan.made':
    case 'step.started':
    case 'step.succeeded':
    case 'preflight.recorded':
    case 'resource.changed':
    case 'containment.unproven':
    case 'checkpoint.signed':
      return [];
  }
}
