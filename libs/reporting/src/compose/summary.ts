import type { CaseState, Entry, Report, ReportDetection, ReportItem, Statement } from '@afo/domain';
import { isEntry, severityLevels } from '@afo/domain';
import { bytesInWords, counted, durationInWords, readable } from '../text/quantities.ts';
import { isOriginal } from './evidence-gaps.ts';
import {
  quote,
  some,
  state as statement,
  toAuthorisation,
  toDetection,
  toEntry,
  toItem,
  toRun,
} from './references.ts';

/** What the first page is made of. */
export interface SummarySources {
  readonly entries: readonly Entry[];
  readonly state: CaseState;
  readonly evidence: readonly ReportItem[];
  readonly detections: Report['detections'];
  readonly timeline: Report['timeline'];
  readonly runs: Report['runs'];
  readonly containment: Report['containment'];
  readonly measures: Report['measures'];
  readonly gaps: readonly Statement[];
}

/** Statements that fit on one page; the sections behind it hold the rest. */
const MOST = { findings: 3, detections: 6, gaps: 7 } as const;

/** The page to read first: what happened, what was done, what is missing. */
export const summaryOf = (sources: SummarySources): Report['summary'] => ({
  happened: [...findings(sources), ...analysis(sources), ...worst(sources)],
  done: [...authority(sources), ...seized(sources), ...isolation(sources), ...speed(sources)],
  missing: missing(sources),
});

/** `doubtful` when something contradicts the evidence, `partial` when something is missing. */
export function standingOf(
  gaps: readonly Statement[],
  evidence: readonly ReportItem[],
): Report['standing'] {
  if (
    evidence.some(({ verifications }) => verifications.some(({ result }) => result === 'mismatch'))
  )
    return 'doubtful';
  return gaps.some(({ tone }) => tone === 'missing' || tone === 'doubt') ? 'partial' : 'complete';
}

function findings({ entries, state }: SummarySources): readonly Statement[] {
  const attached = entries.filter((entry) => isEntry(entry, 'finding.attached'));
  if (attached.length === 0)
    return [
      statement(
        'plain',
        ['The case was opened without a finding, because ', quote(state.opened.reason)],
        [toEntry(0)],
      ),
    ];
  const shown = attached
    .slice(0, MOST.findings)
    .map(({ seq, body }) =>
      statement(
        'plain',
        [`${body.product} reported, with severity ${body.severity}: `, quote(body.title)],
        [toEntry(seq)],
      ),
    );
  const rest = attached.slice(MOST.findings);
  if (rest.length === 0) return shown;
  return [
    ...shown,
    statement(
      'plain',
      [`${counted(rest.length, 'further finding')} of the same subject.`],
      some(rest.map(({ seq }) => toEntry(seq))),
    ),
  ];
}

function analysis({ runs, detections, timeline, entries }: SummarySources): readonly Statement[] {
  const good = runs.filter(({ outcome }) => outcome !== 'failed');
  if (good.length === 0)
    return [
      statement(
        'missing',
        ['No analysis has given a result, so the report cannot say what happened on the host.'],
        [toEntry(entries.length - 1)],
      ),
    ];
  const references = some(good.map(({ run }) => toRun(run)));
  const events =
    timeline === undefined ? '' : ` and put ${counted(timeline.events, 'event')} on one timeline`;
  const ran = `${counted(good.length, 'tool run')} gave a result${events}.`;
  if (detections.total === 0)
    return [
      statement(
        'plain',
        [`${ran} None of them reports anything. That is no proof that nothing happened.`],
        references,
      ),
    ];
  return [
    statement(
      'plain',
      [`${ran} They report ${severities(detections)}${spread(detections.listed)}.`],
      references,
    ),
  ];
}

function severities({ total, bySeverity }: Report['detections']): string {
  const parts = severityLevels
    .toReversed()
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) => `${String(bySeverity[severity])} ${severity}`);
  return `${counted(total, 'detection')}: ${parts.join(', ')}`;
}

/** The times that grave detections give; those that say nothing of a time are not counted. */
function spread(listed: readonly ReportDetection[]): string {
  const grave = listed.filter(({ severity }) => severity !== 'informational');
  const times = grave
    .flatMap(({ at, until }) => [at, until])
    .filter((at) => at !== undefined)
    .toSorted();
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined) return '';
  return first === last
    ? `; the one time they give is ${readable(first)}`
    : `; the times they give lie between ${readable(first)} and ${readable(last)}`;
}

const worst = ({ detections }: SummarySources): readonly Statement[] =>
  detections.listed
    .filter(({ severity }) => severity === 'critical' || severity === 'high')
    .slice(0, MOST.detections)
    .map(({ number, severity, title, at, pointers }) =>
      statement(
        'plain',
        [
          `${severity === 'critical' ? 'Critical' : 'High'}: `,
          quote(title),
          ...(at === undefined ? [] : [`, ${readable(at)}.`]),
        ],
        [
          toDetection(number),
          ...some([...new Set(pointers.map(({ item }) => item))].map(toItem), 2),
        ],
      ),
    );

function authority({ entries, state }: SummarySources): readonly Statement[] {
  const grant = entries.find((entry) => isEntry(entry, 'authorisation.granted'));
  const opened = ['The case was opened at ', readable(state.opened.at)].join('');
  if (grant === undefined || !isEntry(grant, 'authorisation.granted'))
    return [statement('missing', [`${opened}. No authorisation stands in the log.`], [toEntry(0)])];
  const { authorisation, approvers, reason } = grant.body;
  return [
    statement(
      'plain',
      [
        `${opened} and authorised by `,
        quote(approvers.map(({ name }) => name).join(', ')),
        ': ',
        quote(reason),
      ],
      [toEntry(0), toAuthorisation(authorisation)],
    ),
  ];
}

function seized({ evidence, entries }: SummarySources): readonly Statement[] {
  const originals = evidence.filter((item) => isOriginal(item) && item.status === 'sealed');
  if (originals.length === 0)
    return [
      statement('missing', ['No disk, memory or log was sealed.'], [toEntry(entries.length - 1)]),
    ];
  const bytes = originals.reduce((sum, { asSeized }) => sum + (asSeized?.bytes ?? 0), 0);
  const matched = originals.filter(({ verifications }) => verifications.at(-1)?.result === 'match');
  const tone = matched.length === originals.length ? 'good' : 'missing';
  return [
    statement(
      tone,
      [
        `${kindsInWords(originals)} sealed in write-once storage, ${bytesInWords(bytes)} as seized. ` +
          `${matched.length === originals.length ? 'Every one' : `${String(matched.length)} of ${String(originals.length)}`} was read back and gave the same digest.`,
      ],
      some(originals.map(({ item }) => toItem(item))),
    ),
  ];
}

function kindsInWords(items: readonly ReportItem[]): string {
  const names = { disk: 'disk', memory: 'memory image', log: 'log' } as const;
  const parts = (['disk', 'memory', 'log'] as const)
    .map((kind) => [items.filter((item) => item.kind === kind).length, names[kind]] as const)
    .filter(([count]) => count > 0)
    .map(([count, name]) => counted(count, name));
  return parts.join(' and ');
}

/** Bad news of isolation stands with what is missing. */
const isolation = ({ containment: { statement: said } }: SummarySources): readonly Statement[] =>
  said.tone === 'good' || said.tone === 'plain' ? [said] : [];

function speed({ measures, containment }: SummarySources): readonly Statement[] {
  return measures
    .filter(
      ({ name }) =>
        name === 'time-to-first-preserved' ||
        name === 'time-to-first-seized' ||
        (name === 'time-to-containment' && containment.verdict === 'proven'),
    )
    .map(({ words, value, references }) =>
      statement('plain', [...words, `: ${durationInWords(value)}.`], references),
    );
}

function missing({ gaps, entries }: SummarySources): Statement[] {
  const grave = gaps.filter(({ tone }) => tone === 'missing' || tone === 'doubt');
  const last = toEntry(entries.length - 1);
  if (grave.length === 0)
    return [
      statement(
        'good',
        [
          'The log knows of nothing that failed, was skipped or is missing up to its last entry here.',
        ],
        [last],
      ),
    ];
  if (grave.length <= MOST.gaps) return grave;
  return [
    ...grave.slice(0, MOST.gaps - 1),
    statement(
      'missing',
      [
        `${counted(grave.length - MOST.gaps + 1, 'further gap')}, in the section on failures and limits.`,
      ],
      [last],
    ),
  ];
}
