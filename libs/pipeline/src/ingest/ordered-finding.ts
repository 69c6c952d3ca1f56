import type { Finding, Subject } from '@afo/domain';
import { subjectKey } from '@afo/domain';
import type { AttachedFinding } from '../case/keep-event.ts';
import { PipelineError } from '../errors.ts';
import { attachedBody } from './attached-body.ts';
import type { ReceivedFinding } from './formats/received.ts';
import { parseEvent } from './parse-event.ts';

/** A finding that a person hands in with the order to open a case: no rule is asked, the person decides. */
export interface OrderedFinding {
  readonly subject: Subject;
  readonly title: string;
  readonly attached: AttachedFinding;
}

/**
 * Reads the finding for a case that a person opens. `resource` says which subject is meant where there are several.
 * @throws PipelineError `finding.rejected` when nothing can be taken from it, `finding.ambiguous` when it names
 * several subjects and none, or another one, was chosen
 */
export function orderedFinding(
  bytes: Uint8Array,
  options: { readonly reason: string; readonly resource?: string },
): OrderedFinding {
  const { findings, rejections } = parseEvent(bytes);
  const candidates = findings.flatMap((received) =>
    received.finding.subjects.map((subject) => ({ received, subject })),
  );
  const [first] = rejections;
  if (candidates.length === 0)
    throw new PipelineError(
      'finding.rejected',
      first === undefined
        ? 'the finding names no subject that a case could be about'
        : first.reason,
    );
  const meant = candidates.filter(
    ({ subject }) => options.resource === undefined || subject.id === options.resource,
  );
  const subjects = new Map(meant.map(({ subject }) => [subjectKey(subject), subject]));
  const [chosen] = meant;
  if (chosen === undefined || subjects.size > 1)
    throw new PipelineError(
      'finding.ambiguous',
      `the finding names ${idsOf(candidates)}; say which one is meant`,
    );
  return orderOf(chosen.received, chosen.subject, options.reason);
}

const idsOf = (candidates: readonly { readonly subject: Subject }[]): string =>
  [...new Set(candidates.map(({ subject }) => subject.id))].slice(0, 10).join(', ');

function orderOf(
  { finding, raw }: ReceivedFinding,
  subject: Subject,
  reason: string,
): OrderedFinding {
  // An order to open is no order to isolate (F-22); one that is given beside it stands in the opening of the case.
  const body = attachedBody(finding, { isolate: false, reason });
  return { subject, title: titleOf(finding, subject), attached: { body, raw } };
}

const titleOf = (finding: Finding, subject: Subject): string =>
  finding.title.trim() === '' ? subject.id : finding.title;
