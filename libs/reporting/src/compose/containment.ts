import type { CaseState, Containment, Entry, StepState, Words } from '@afo/domain';
import { isEntry } from '@afo/domain';
import { counted, readable } from '../text/quantities.ts';
import { quote, some, state as statement, toEntry, toItem } from './references.ts';

/**
 * What may be said of the host's isolation (F-08). Only `containment.proven` makes it proven; orders, calls and
 * finished steps prove nothing. A change after the proof is told with it, since the proof is of its own time only.
 */
export function containmentOf(entries: readonly Entry[], state: CaseState): Containment {
  const last = entries.findLast(
    (entry) => isEntry(entry, 'containment.proven') || isEntry(entry, 'containment.unproven'),
  );
  if (last !== undefined && isEntry(last, 'containment.proven')) return proven(last, entries);
  const changes = changesMade(entries);
  if (last !== undefined && isEntry(last, 'containment.unproven'))
    return unproven(last, changes, state);
  return noProof(entries, changes, state);
}

function proven(proof: Entry<'containment.proven'>, entries: readonly Entry[]): Containment {
  const { method, evidence, resource } = proof.body;
  const after = entries.filter(
    (entry) =>
      entry.seq > proof.seq &&
      isEntry(entry, 'resource.changed') &&
      entry.body.phase !== 'failed' &&
      mayTouchIsolation(entry),
  );
  const words: Words = [
    `The host was isolated: proven at ${readable(proof.at)} by ${method}, evidence ${evidence}, of `,
    quote(resource),
    ...(method === 'probe' ? [' (the suspect host itself gave this answer)'] : []),
  ];
  if (after.length === 0)
    return {
      verdict: 'proven',
      statement: statement('good', words, [toEntry(proof.seq), toItem(evidence)]),
    };
  const since: Words = [
    `. The log holds ${counted(after.length, 'later change')} to resources; whether the host is still isolated is not proven.`,
  ];
  return {
    verdict: 'proven-then-changed',
    statement: statement(
      'doubt',
      [...words, ...since],
      [toEntry(proof.seq), toItem(evidence), ...some(after.map(({ seq }) => toEntry(seq)))],
    ),
  };
}

/** Protection against deletion and copies of snapshots say nothing about isolation; what is not known as such may. */
const mayTouchIsolation = ({ body }: Entry<'resource.changed'>): boolean =>
  !/^(?:volume|snapshot)\./u.test(body.setting ?? '') && !body.change.startsWith('preserve/');

/** Changes that are done, or begun with nobody saying that they failed: they may have been made. */
function changesMade(entries: readonly Entry[]): readonly Entry[] {
  const changes = entries.filter((entry) => isEntry(entry, 'resource.changed'));
  const isAnswered = ({ seq, body }: Entry<'resource.changed'>): boolean =>
    changes.some(
      (other) =>
        other.seq > seq &&
        other.body.phase !== 'intended' &&
        other.body.change === body.change &&
        other.body.resource === body.resource,
    );
  return changes
    .filter(mayTouchIsolation)
    .filter(
      (entry) =>
        entry.body.phase === 'done' || (entry.body.phase === 'intended' && !isAnswered(entry)),
    );
}

/** An attempt at a proof failed, or there was none. Where nothing was changed either, nothing was done. */
function unproven(
  last: Entry<'containment.unproven'>,
  changes: readonly Entry[],
  state: CaseState,
): Containment {
  const { reason } = last.body;
  const skipped = state.steps.get('contain')?.status === 'skipped';
  if (skipped && changes.length === 0) {
    return {
      verdict: 'not-done',
      statement: statement(
        'missing',
        ['Isolation was ordered and not done, because ', quote(reason)],
        [toEntry(last.seq)],
      ),
    };
  }
  return {
    verdict: 'unproven',
    statement: statement(
      'missing',
      [
        'Isolation is not proven: ',
        quote(reason),
        `. ${changesInWords(changes)} The host must be taken as not isolated.`,
      ],
      [toEntry(last.seq), ...some(changes.map(({ seq }) => toEntry(seq)))],
    ),
  };
}

/** The log holds neither a proof nor its absence: then it depends on what was ordered and how far the case came. */
function noProof(
  entries: readonly Entry[],
  changes: readonly Entry[],
  state: CaseState,
): Containment {
  const order = entries.findLast(
    (entry) => isEntry(entry, 'authorisation.granted') && isOrderToIsolate(entry),
  );
  if (order !== undefined)
    return withoutProof(order.seq, changes, state.steps.get(CONTAIN_BY_ORDER));
  const made = entries.findLast((entry) => isEntry(entry, 'plan.made'));
  if (made === undefined || state.plan === undefined) {
    return {
      verdict: 'not-done',
      statement: statement(
        'plain',
        ['No plan was made, and the log holds no proof that the host was isolated.'],
        [toEntry(entries.length - 1)],
      ),
    };
  }
  if (!state.plan.isolate) {
    return {
      verdict: 'not-ordered',
      statement: statement(
        'plain',
        ['Isolation of the host was not ordered, and the log holds no proof of any.'],
        [toEntry(made.seq)],
      ),
    };
  }
  return withoutProof(made.seq, changes, state.steps.get('contain'));
}

/** The step of an order that a person gave beside the plan. */
const CONTAIN_BY_ORDER = 'contain-by-order';

const isOrderToIsolate = ({ body }: Entry<'authorisation.granted'>): boolean =>
  body.scope !== 'case' && body.scope.includes(CONTAIN_BY_ORDER);

function withoutProof(
  ordered: number,
  changes: readonly Entry[],
  step: StepState | undefined,
): Containment {
  const references = [toEntry(ordered), ...some(changes.map(({ seq }) => toEntry(seq)))];
  if (changes.length === 0 && step?.status !== 'succeeded') {
    return {
      verdict: 'not-done',
      statement: statement(
        'missing',
        ['Isolation was ordered and not done: ', ...whyNot(step)],
        references,
      ),
    };
  }
  return {
    verdict: 'unproven',
    statement: statement(
      'missing',
      [
        `Isolation is not proven: the log holds no proof. ${changesInWords(changes)} The host must be taken as not isolated.`,
      ],
      references,
    ),
  };
}

function whyNot(step: StepState | undefined): Words {
  switch (step?.status) {
    case 'failed':
      return [`the step failed (${step.code ?? 'no code'}), `, quote(step.cause ?? '')];
    case 'skipped':
      return ['the step was skipped, ', quote(step.reason ?? '')];
    case 'started':
      return ['the step was begun and has not ended.'];
    case 'succeeded':
    case undefined:
      return ['the case did not come to that step.'];
  }
}

const changesInWords = (changes: readonly Entry[]): string =>
  changes.length === 0
    ? 'No change to a resource is recorded.'
    : `${counted(changes.length, 'change')} to resources ${changes.length === 1 ? 'is' : 'are'} recorded as begun or done.`;
