import type { CaseState, Entry, ReportStep, Statement } from '@afo/domain';
import { isEntry } from '@afo/domain';
import { counted, readable } from '../text/quantities.ts';
import { quote, state as statement, toEntry, toRequest } from './references.ts';

/** What is wrong with the work: steps, authority, changes to the host, messages, and the times themselves. */
export const workGaps = (
  entries: readonly Entry[],
  state: CaseState,
  steps: readonly ReportStep[],
): Statement[] => [
  ...steps.flatMap(stepGaps),
  ...authorityGaps(entries, state),
  ...changeGaps(entries),
  ...messageGaps(entries),
  ...timestampGap(entries),
];

function stepGaps(step: ReportStep): Statement[] {
  const because = quote(step.because ?? '');
  const at = [toEntry(step.entry)];
  switch (step.status) {
    case 'failed':
      return [
        statement(
          'missing',
          [
            `Step ${step.key} failed${step.ended ? '' : ' and will be tried again'} after ${counted(step.attempts, 'attempt')} (${step.code ?? 'no code'}): `,
            because,
          ],
          at,
        ),
      ];
    case 'skipped':
      return [statement('missing', [`Step ${step.key} was skipped: `, because], at)];
    case 'started':
      // The report speaks while its own step is under way.
      return step.step === 'report'
        ? []
        : [statement('missing', [`Step ${step.key} was begun and has not ended.`], at)];
    case 'succeeded':
      return [];
  }
}

function authorityGaps(entries: readonly Entry[], state: CaseState): Statement[] {
  const requests = [...state.requests.values()]
    .filter(({ status }) => status !== 'granted')
    .map(({ request, status, emergency, deadline, people }) =>
      statement(
        'missing',
        [
          status === 'pending'
            ? `Approval ${request} of ${counted(people, 'person', 'people')} is still owed, by ${readable(deadline)}${emergency ? '; work began before the answer (emergency)' : ''}.`
            : `${emergency ? 'NOT APPROVED: work began before the answer (emergency), and the approval' : 'Approval'} ${request} ${status === 'refused' ? 'was refused' : 'expired unanswered'}.${emergency ? ' What was changed of the host is not undone by that, and what was acquired is kept.' : ''}`,
        ],
        [toRequest(request), toEntry(requestEntry(entries, request))],
      ),
    );
  if (state.authorisations.length > 0) return requests;
  return [
    ...requests,
    statement('missing', ['The log holds no authorisation for this case.'], [toEntry(0)]),
  ];
}

const requestEntry = (entries: readonly Entry[], request: string): number =>
  entries.findLast(
    (entry) =>
      (isEntry(entry, 'authorisation.pending') ||
        isEntry(entry, 'authorisation.refused') ||
        isEntry(entry, 'authorisation.expired')) &&
      entry.body.request === request,
  )?.seq ?? 0;

function changeGaps(entries: readonly Entry[]): Statement[] {
  const changes = entries.filter((entry) => isEntry(entry, 'resource.changed'));
  const isAnswered = (intended: Entry<'resource.changed'>): boolean =>
    changes.some(
      ({ seq, body }) =>
        seq > intended.seq &&
        body.phase !== 'intended' &&
        body.change === intended.body.change &&
        body.resource === intended.body.resource,
    );
  return changes
    .filter(
      (entry) =>
        entry.body.phase === 'failed' || !(entry.body.phase === 'done' || isAnswered(entry)),
    )
    .map((entry) =>
      statement(
        entry.body.phase === 'failed' ? 'missing' : 'doubt',
        [
          entry.body.phase === 'failed'
            ? `The change ${entry.body.change} failed (${entry.body.code ?? 'no code'}) on `
            : `The change ${entry.body.change} was begun and its outcome is not recorded, on `,
          quote(entry.body.resource),
        ],
        [toEntry(entry.seq)],
      ),
    );
}

const messageGaps = (entries: readonly Entry[]): Statement[] =>
  entries
    .filter((entry) => isEntry(entry, 'notification.sent'))
    .filter(({ body }) => body.outcome === 'failed')
    .map(({ seq, body }) =>
      statement(
        'missing',
        [
          `A message by ${body.channel} could not be delivered: `,
          quote(body.cause ?? 'no cause given'),
        ],
        [toEntry(seq)],
      ),
    );

function timestampGap(entries: readonly Entry[]): Statement[] {
  const checkpoints = entries.filter((entry) => isEntry(entry, 'checkpoint.signed'));
  if (checkpoints.some(({ body }) => body.timestamp)) return [];
  return [
    statement(
      'plain',
      [
        'No timestamp authority (RFC 3161) vouches for the times in this report; they rest on the clock of the machine that wrote the log.',
      ],
      [toEntry(checkpoints.at(-1)?.seq ?? 0)],
    ),
  ];
}
