import type { CaseState, Entry, Manifest, Measure } from '@afo/domain';
import { epochOf, isEntry } from '@afo/domain';
import { toEntry, toItem } from './references.ts';

/**
 * Times and rates, each computed from two entries of the log or from a manifest (C48, REP-5). What the log does not
 * hold is not measured and not guessed.
 */
export const measuresOf = (
  entries: readonly Entry[],
  state: CaseState,
  manifests: readonly Manifest[],
): Measure[] => [
  ...firstPreserved(entries),
  ...containment(entries),
  ...approvals(entries),
  ...manifests.filter(isOriginal).flatMap(acquisition),
  ...stepTimes(entries, state),
  ...total(entries),
];

/** The log says when bytes were sealed, not when each arrived, so these are upper bounds. */
function firstPreserved(entries: readonly Entry[]): Measure[] {
  const kinds = new Map(
    entries
      .filter((entry) => isEntry(entry, 'evidence.acquired'))
      .map(({ body }) => [body.item, body.kind] as const),
  );
  const sealed = entries.filter((entry) => isEntry(entry, 'evidence.sealed'));
  const [any] = sealed;
  const original = sealed.find(({ body }) =>
    ['disk', 'memory', 'log'].includes(kinds.get(body.item) ?? ''),
  );
  return [
    ...since(entries, any, {
      name: 'time-to-first-preserved',
      words:
        'From opening to the first sealed item, by which the first byte was preserved at the latest',
    }),
    ...since(entries, original, {
      name: 'time-to-first-seized',
      words: 'From opening to the first sealed disk, memory or log',
    }),
  ];
}

function containment(entries: readonly Entry[]): Measure[] {
  const proof = entries.find((entry) => isEntry(entry, 'containment.proven'));
  return since(entries, proof, {
    name: 'time-to-containment',
    words: 'From opening to the proof of isolation',
  });
}

function approvals(entries: readonly Entry[]): Measure[] {
  return entries
    .filter((entry) => isEntry(entry, 'authorisation.granted'))
    .flatMap((granted) => {
      const asked = entries.find(
        (entry) =>
          isEntry(entry, 'authorisation.pending') && entry.body.request === granted.body.request,
      );
      return asked === undefined
        ? []
        : [
            between(asked, granted, {
              name: `time-to-approval/${granted.body.authorisation}`,
              words: `From request to approval ${granted.body.authorisation}`,
            }),
          ];
    });
}

const isOriginal = ({ kind }: Manifest): boolean => ['disk', 'memory', 'log'].includes(kind);

function acquisition({ item, acquired, content, stored }: Manifest): Measure[] {
  const took = epochOf(acquired.endedAt) - epochOf(acquired.startedAt);
  const kept = stored.reduce((sum, { bytes }) => sum + bytes, 0);
  const references = [toItem(item)];
  const bytes: Measure[] = [
    {
      name: `bytes-seized/${item}`,
      words: [`Bytes of ${item} as seized`],
      unit: 'bytes',
      value: content.bytes,
      references,
    },
    {
      name: `bytes-stored/${item}`,
      words: [`Bytes of ${item} as stored`],
      unit: 'bytes',
      value: kept,
      references,
    },
  ];
  if (took <= 0) return bytes;
  return [
    ...bytes,
    {
      name: `acquisition-time/${item}`,
      words: [`Acquisition of ${item}`],
      unit: 'milliseconds',
      value: took,
      references,
    },
    {
      name: `acquisition-rate/${item}`,
      words: [`Rate of acquisition of ${item}, in bytes as seized`],
      unit: 'bytes-per-second',
      value: Math.round((content.bytes / took) * 1000),
      references,
    },
  ];
}

function stepTimes(entries: readonly Entry[], state: CaseState): Measure[] {
  return [...state.steps.values()]
    .filter(({ status }) => status === 'succeeded')
    .flatMap(({ key }) => {
      const started = entries.find(
        (entry) => isEntry(entry, 'step.started') && entry.body.key === key,
      );
      const ended = entries.find(
        (entry) => isEntry(entry, 'step.succeeded') && entry.body.key === key,
      );
      return started === undefined || ended === undefined
        ? []
        : [between(started, ended, { name: `step-time/${key}`, words: `Step ${key}` })];
    });
}

function total(entries: readonly Entry[]): Measure[] {
  return since(entries, entries.at(-1), {
    name: 'time-to-report',
    words: 'From opening to the last entry that this report covers',
  });
}

interface Name {
  readonly name: string;
  readonly words: string;
}

function since(entries: readonly Entry[], end: Entry | undefined, name: Name): Measure[] {
  const [opened] = entries;
  return opened === undefined || end === undefined ? [] : [between(opened, end, name)];
}

const between = (start: Entry, end: Entry, { name, words }: Name): Measure => ({
  name,
  words: [words],
  unit: 'milliseconds',
  value: Math.max(0, epochOf(end.at) - epochOf(start.at)),
  references: [toEntry(start.seq), toEntry(end.seq)],
});
