import { entryTypes, instantOf, isEntry, reportSchema } from '@afo/domain';
import type { Reference } from '@afo/domain';
import { sampleLog } from '@afo/domain/testing';
import { describe, expect, it } from 'vitest';
import { anchorsOf, layOut } from '../page/lay-out.ts';
import { anchorOf } from '../page/lines.ts';
import { detection, event, sampleInput, sampleReport } from '../../tests/sample-case.ts';
import { everyType, item, step } from '../../tests/sample-drafts.ts';
import { composeReport } from './compose-report.ts';
import { entryWords } from './entry-words.ts';
import { TimelineDigest } from './timeline-digest.ts';
import { spanOf } from './timeline-span.ts';
import { rankDetections } from './detections.ts';

const report = sampleReport();

/** Every reference anywhere in a report. */
function referencesIn(value: unknown): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'to' in value && typeof value.to === 'string' && Object.keys(value).length === 2
      ? [value as Reference]
      : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

describe('a report over a log of every type of entry', () => {
  it('was made from a sample that leaves no type out, so that none is forgotten here', () => {
    const types = new Set(sampleLog(...everyType).map(({ type }) => type));

    expect(entryTypes.filter((type) => !types.has(type))).toEqual([]);
  });

  it('keeps its own schema', () => {
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it('says something of every entry, and of every one something of its own', () => {
    const words = sampleLog(...everyType).map((entry) => JSON.stringify(entryWords(entry)));

    expect(words.every((line) => line.length > 10)).toBe(true);
    expect(report.log.map(({ entry }) => entry)).toEqual(words.map((_, index) => index));
  });

  it('gives every reference a place in the report (C39)', () => {
    const anchors = anchorsOf(layOut(report));
    const references = referencesIn(report).filter(({ to }) => to !== 'run' || true);

    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((reference) => !anchors.has(anchorOf(reference)))).toEqual([]);
  });

  it('tells the whole plan of a host that took several entries, where it was made', () => {
    const log = sampleLog(...everyType);
    const made = log.find((entry) => isEntry(entry, 'plan.made'));

    expect(report.plan).toMatchObject({
      entry: made?.seq,
      isolate: true,
      items: [{ kind: 'disk' }, { kind: 'log' }],
      techniques: [{ technique: 'contain' }],
    });
    expect(
      log.flatMap((entry) => (entry.type.startsWith('plan.') ? entryWords(entry) : [])),
    ).toEqual([
      'Part 1 of 1 of a plan: 2 items to acquire, 0 changes to the host',
      'Plan made: of the 1 part before, memory-first, isolation ordered',
    ]);
  });

  it('is the same for the same input', () => {
    expect(sampleReport()).toEqual(report);
  });

  it('is refused for an empty log', () => {
    expect(() => composeReport({ ...sampleInput(), entries: [] })).toThrow(
      expect.objectContaining({ code: 'report.no-case' }),
    );
  });
});

describe('the chain of custody', () => {
  it('has who, what, when and why of every act on an item, in order', () => {
    const form = report.custody.find((one) => one.item === 'E-0001');

    const acts = form?.lines.map(({ entry }) => report.log[entry]?.type);
    expect(acts).toEqual([
      'step.failed',
      'evidence.acquired',
      'evidence.sealed',
      'evidence.verified',
      'evidence.read',
      'analysis.completed',
      'analysis.completed',
      'evidence.exported',
      'evidence.transferred',
    ]);
    expect(form?.lines.every(({ actor }) => actor.name !== '')).toBe(true);
  });

  it('names the authority of an act where the entry has one', () => {
    const [opening, granted, ...rest] = [
      everyType[1],
      everyType[1],
      ...item('E-0001', 'disk', { title: 'd' }),
    ];
    const made = sampleReport(
      [
        granted ?? opening ?? { type: '', body: {} },
        ...rest.map((draft) => ({ ...draft, why: 'A-0001' }) as never),
      ],
      [],
      [],
    );

    expect(made.custody[0]?.lines.map(({ why }) => why)).toEqual(['A-0001', 'A-0001']);
  });
});

describe('what was measured (C48, REP-5)', () => {
  const valueOf = (name: string, of = report) =>
    of.measures.find((measure) => measure.name === name)?.value;

  it('computes the time to the first preserved byte from the log', () => {
    const [first] = sampleLog(...everyType);
    const sealed = sampleLog(...everyType).find((entry) => isEntry(entry, 'evidence.sealed'));

    expect(valueOf('time-to-first-preserved')).toBe(
      Date.parse(sealed?.at ?? '') - Date.parse(first?.at ?? ''),
    );
  });

  it('computes rates from the manifest, in bytes as seized', () => {
    expect(valueOf('acquisition-rate/E-0001')).toBe(Math.round(268_435_456 / 2.5));
  });

  it('measures no time to containment when nothing was proven', () => {
    const made = sampleReport([step('started', 'report')], [], []);

    expect(valueOf('time-to-containment', made)).toBeUndefined();
    expect(valueOf('time-to-containment')).toBe(24_000);
  });

  it('names for every value the entries or the manifest that it comes from', () => {
    expect(report.measures.every(({ references }) => references.length > 0)).toBe(true);
  });
});

describe('the detections', () => {
  it('are numbered the worst first, then the earliest', () => {
    expect(report.detections.listed.map(({ severity }) => severity)).toEqual([
      'critical',
      'critical',
      'high',
      'high',
      'medium',
      'low',
      'informational',
    ]);
    expect(report.detections.listed.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('are numbered alike whatever order they come in', () => {
    const given = [detection(), detection({ rule: 'b' }), detection({ severity: 'low' })];

    expect(rankDetections(given.toReversed())).toEqual(rankDetections(given));
  });

  it('are counted when there are too many to list, and said to be', () => {
    const many = Array.from({ length: 1200 }, (_, index) =>
      detection({ rule: `r${String(index)}` }),
    );

    const { detections } = sampleReport(everyType, many, []);

    expect([detections.total, detections.listed.length]).toEqual([1200, 1000]);
  });

  it('say that none is no proof of none', () => {
    const made = sampleReport(everyType, [], []);

    expect(JSON.stringify(made.summary.happened)).toContain(
      'That is no proof that nothing happened',
    );
  });
});

describe('the timeline in short', () => {
  const opened = instantOf(Date.parse('2026-11-24T03:00:00Z'));

  it('counts every event once: in the span, before it, or after it', () => {
    const digest = new TimelineDigest(rankDetections([detection()]), opened);
    for (const at of [
      '1999-01-01T00:00:00.000Z',
      '2026-11-18T02:16:50.000Z',
      '2099-01-01T00:00:00.000Z',
    ])
      digest.add(event({ at }));

    const { events, histogram, first, last } = digest.result([]);

    expect(events).toBe(3);
    expect([histogram?.before, histogram?.after]).toEqual([1, 1]);
    expect(histogram?.counts.reduce((a, b) => a + b, 0)).toBe(1);
    expect([first?.slice(0, 4), last?.slice(0, 4)]).toEqual(['1999', '2099']);
  });

  it('keeps a few events of a detection that points at many, and counts the others', () => {
    const lines = Array.from({ length: 240 }, (_, line) => ({
      item: 'E-0001',
      run: 'T-0001',
      path: '/a',
      line,
    }));
    const digest = new TimelineDigest(rankDetections([detection({ pointers: lines })]), opened);
    for (const pointer of lines) digest.add(event({ pointer }));

    const { notable, notableLeftOut } = digest.result([]);

    expect([notable.length, notableLeftOut]).toEqual([4, 236]);
    expect(notable[0]?.detections).toEqual([1]);
  });

  it('finds the event of a file by its inode, of a log by its line, and takes no other line for it', () => {
    const digest = new TimelineDigest(rankDetections([detection()]), opened);
    digest.add(
      event({
        pointer: { item: 'E-0001', run: 'T-0001', path: '/etc/cron.d/php-session-gc', line: 1 },
      }),
    );
    digest.add(
      event({
        pointer: { item: 'E-0001', run: 'T-0001', path: '/etc/cron.d/php-session-gc', line: 2 },
      }),
    );
    digest.add(
      event({
        pointer: { item: 'E-0002', run: 'T-0001', path: '/etc/cron.d/php-session-gc', line: 1 },
      }),
    );

    expect(digest.result([]).notable).toHaveLength(1);
  });

  it('does not grow with the number of sources that hostile records claim', () => {
    const digest = new TimelineDigest([], opened);
    for (let index = 0; index < 500; index += 1) digest.add(event({ source: `s${String(index)}` }));

    const { bySource } = digest.result([]);

    expect(bySource).toHaveLength(101);
    expect(bySource.reduce((sum, { events }) => sum + events, 0)).toBe(500);
  });

  it('F-73 is not squeezed by one time that was set to another century', () => {
    const times = [
      '1999-01-01T00:00:00.000Z',
      '2026-11-18T02:00:00.000Z',
      '2026-11-18T02:30:00.000Z',
      '9999-12-31T23:59:59.999Z',
    ];

    const span = spanOf(
      times.map((at) => detection({ at })),
      opened,
    );

    expect([span.from.slice(0, 10), span.to.slice(0, 10)]).toEqual(['2026-11-18', '2026-11-18']);
  });

  it('F-73 stays within the years that can be written when every time is at their end', () => {
    const span = spanOf([detection({ at: '9999-12-31T23:59:59.999Z' })], opened);

    expect(span.to).toBe('9999-12-31T23:59:59.999Z');
  });

  it('shows the last days before the case when no detection gives a time', () => {
    expect(spanOf([detection({ at: undefined })], opened)).toEqual({
      from: '2026-08-26T03:00:00.000Z',
      to: opened,
    });
  });
});

describe('a very long log', () => {
  it('is printed at its beginning and its end, and the report says how much is left out', () => {
    const notes = Array.from({ length: 2500 }, (_, n) => ({
      type: 'note.added',
      body: { text: `note ${String(n)}` },
    }));

    const made = sampleReport(notes, [], []);

    expect([made.log.length, made.logLeftOut, made.covers.entries]).toEqual([2000, 501, 2501]);
    expect(made.log.at(-1)?.entry).toBe(2500);
  });
});
