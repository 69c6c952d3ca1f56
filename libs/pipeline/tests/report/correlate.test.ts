import type { Detection, EvidenceId, TimelineEvent } from '@afo/domain';
import { detectionSchema, evidenceId, timelineEventSchema } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { correlate } from '../../src/index.ts';
import { readManifest } from '../../src/evidence/read-manifest.ts';
import { allRecords, readRecords } from '../../src/evidence/read-records.ts';
import type { Stage } from './stage.ts';
import { analysedCase, detection, event, jsonLines, run, stage } from './stage.ts';

async function recordsOf<T>(
  { ports, book }: Stage,
  kind: string,
  schema: { parse(value: unknown): T },
): Promise<readonly T[]> {
  const own = book.state.steps.get('correlate')?.reserves ?? [];
  const item = [...book.state.items.values()].find(
    (one) => own.includes(one.item) && one.acquired?.kind === kind,
  );
  if (item?.sealed === undefined) return [];
  const { manifest } = await readManifest(ports.vault, item.sealed);
  return allRecords(readRecords(ports, manifest, schema));
}

const detectionsOf = (made: Stage): Promise<readonly Detection[]> =>
  recordsOf(made, 'analysis', detectionSchema);
const eventsOf = (made: Stage): Promise<readonly TimelineEvent[]> =>
  recordsOf(made, 'timeline', timelineEventSchema);

const addTimeline = async (made: Stage, item: EvidenceId, events: readonly unknown[]) => {
  await made.seal(item, { kind: 'timeline', name: 'timeline.jsonl', content: jsonLines(events) });
  const sha256 = made.book.state.items.get(item)?.sealed?.sha256;
  if (sha256 === undefined) throw new Error('the timeline is sealed');
  const inputs = made.book.state.runs[0]?.inputs ?? [];
  await made.record(run({ run: 'T-0003', inputs, outputs: [{ item, sha256 }] }));
};

const inBtmp = detection({
  rule: 'btmp.failures',
  title: 'Failed log-ins in btmp',
  severity: 'medium',
  attack: ['T1110'],
  count: 238,
  pointers: [{ item: 'E-0001', run: 'T-0002', path: '/var/log/btmp', record: 0 }],
  facts: { address: '198.51.100.23', user: 'root' },
});

describe('when a copy had changed under analysis', () => {
  it('F-60 believes nothing that was found on it, though it is sealed: no completed run stands behind it', async () => {
    const made = await analysedCase();
    await made.seal(evidenceId(8), {
      kind: 'timeline',
      name: 'timeline.jsonl',
      content: jsonLines([event('2026-11-18T02:00:09.000Z', 'from a changed copy')]),
    });

    await made.run('correlate', correlate);

    expect(JSON.stringify(await eventsOf(made))).not.toContain('changed copy');
  });
});

describe('when several tools have made timelines', () => {
  it('makes one of them, in order of time, with every event of each', async () => {
    const made = await analysedCase({
      events: [event('2026-11-18T02:00:00.000Z', 'a'), event('2026-11-18T02:00:04.000Z', 'd')],
    });
    await addTimeline(made, evidenceId(4), [
      event('2026-11-18T02:00:01.000Z', 'b'),
      event('2026-11-18T02:00:03.000Z', 'c'),
    ]);

    await made.run('correlate', correlate);

    expect((await eventsOf(made)).map(({ summary }) => summary)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('puts a timeline in order that is not so by itself, and loses nothing of it', async () => {
    const made = await analysedCase({
      events: ['3', '1', '2'].map((second) => event(`2026-11-18T02:00:0${second}.000Z`, second)),
    });

    await made.run('correlate', correlate);

    expect((await eventsOf(made)).map(({ summary }) => summary)).toEqual(['1', '2', '3']);
  });

  it('F-70 keeps names with line breaks, U+2028 and quotes as they are', async () => {
    const hostile = '/var/tmp/.. /0|fake|1\n\u2028"\u202e\u0000';
    const made = await analysedCase({ events: [event('2026-11-18T02:00:00.000Z', hostile)] });

    await made.run('correlate', correlate);

    expect((await eventsOf(made))[0]?.summary).toBe(hostile);
  });

  it('gives the same bytes when it is done again', async () => {
    const digests = async () => {
      const made = await analysedCase({ detections: [inBtmp, detection()] });
      await made.run('correlate', correlate);
      return made.book.state.runs.at(-1)?.outputs;
    };

    expect(await digests()).toEqual(await digests());
  });
});

describe('when two tools see one act', () => {
  it('tells it once, with the pointers of both and the name of the other rule', async () => {
    const made = await analysedCase({ detections: [inBtmp, detection()] });

    await made.run('correlate', correlate);

    const [act, ...others] = await detectionsOf(made);
    expect(others).toEqual([]);
    expect(act?.rule).toBe('ssh.brute-force');
    expect(act?.pointers.map(({ path }) => path)).toEqual(['/var/log/auth.log', '/var/log/btmp']);
    expect(act?.attack).toEqual(['T1110.001', 'T1110']);
    expect(act?.description).toContain('Also seen by btmp.failures: Failed log-ins in btmp.');
    expect(act?.facts['btmp.failures: count']).toBe(238);
  });

  it('tells it once when one rule sees it in two logs', async () => {
    const facts = { address: '198.51.100.23', user: 'deploy', log: 'auth.log' };
    const inWtmp = detection({
      facts: { ...facts, log: 'btmp and wtmp' },
      until: '2026-11-18T02:11:59.000Z',
      pointers: [{ item: 'E-0001', run: 'T-0001', path: '/var/log/wtmp', record: 40 }],
    });
    const made = await analysedCase({ detections: [detection({ facts }), inWtmp] });

    await made.run('correlate', correlate);

    const [act, ...others] = await detectionsOf(made);
    expect(others).toEqual([]);
    expect(act?.description).toContain('Seen in other records too.');
    expect(act?.pointers).toHaveLength(2);
    expect(act?.facts).toEqual({ ...facts, 'ssh.brute-force: log': 'btmp and wtmp' });
  });

  it.each([
    ['from another address', { facts: { address: '203.0.113.9' } }],
    ['at another time', { at: '2026-11-19T02:00:00.000Z', until: undefined }],
    ['of another technique', { attack: ['T1078'] }],
    ['at no known time', { at: undefined, until: undefined }],
    ['with nothing that identifies it', { facts: { user: 'root' } }],
  ])('keeps two acts apart: %s', async (_, over) => {
    const made = await analysedCase({ detections: [{ ...inBtmp, ...over }, detection()] });

    await made.run('correlate', correlate);

    expect(await detectionsOf(made)).toHaveLength(2);
  });

  it('keeps log-ins of two users apart, though they came from one address at one time', async () => {
    const of = (user: string) => ({ facts: { address: '198.51.100.23', user } });
    const made = await analysedCase({
      detections: [{ ...inBtmp, ...of('admin') }, detection(of('deploy'))],
    });

    await made.run('correlate', correlate);

    expect(await detectionsOf(made)).toHaveLength(2);
  });

  it('tells once what one tool says twice, with all pointers', async () => {
    const again = detection({ pointers: [{ item: 'E-0001', run: 'T-0001', line: 2 }] });
    const made = await analysedCase({ detections: [detection(), again, detection()] });

    await made.run('correlate', correlate);

    const all = await detectionsOf(made);
    expect(all).toHaveLength(1);
    expect(all[0]?.pointers.map(({ line }) => line)).toEqual([1, 2]);
  });

  it('joins nothing when a detection cannot hold all pointers, so that none is lost', async () => {
    const many = (path: string) =>
      Array.from({ length: 700 }, (_, line) => ({ item: 'E-0001', run: 'T-0001', path, line }));
    const made = await analysedCase({
      detections: [detection({ pointers: many('a') }), { ...inBtmp, pointers: many('b') }],
    });

    await made.run('correlate', correlate);

    const pointers = (await detectionsOf(made)).flatMap((one) => one.pointers);
    expect(pointers).toHaveLength(1400);
  });
});

describe('the tool run of a correlation', () => {
  it('names its inputs with their digests, its outputs, and how much there is of each', async () => {
    const made = await analysedCase();

    await made.run('correlate', correlate);

    const run = made.book.state.runs.at(-1);
    expect(run).toMatchObject({
      run: 'T-0004',
      tool: { name: 'correlation' },
      outcome: 'complete',
      detections: 1,
      events: 1,
      limits: [],
    });
    expect(run?.inputs.map(({ item }) => item)).toEqual(['E-0002', 'E-0003']);
    expect(run?.outputs.map(({ item }) => item)).toEqual(['E-0004', 'E-0005']);
  });

  it('is partial and says what it left out when an item is not what was sealed', async () => {
    const made = await analysedCase();
    made.ports.vault.damage(evidenceId(3), 'timeline');

    await made.run('correlate', correlate);

    const run = made.book.state.runs.at(-1);
    expect(run?.outcome).toBe('partial');
    expect(run?.limits[0]).toContain('E-0003 is left out');
    expect(run?.events).toBe(0);
  });

  it('fails when no result at all can be believed, and is no empty success', async () => {
    const made = await analysedCase({ events: [] });
    made.ports.vault.damage(evidenceId(2), 'detections');

    await expect(made.run('correlate', correlate)).rejects.toMatchObject({
      code: 'evidence.digest-mismatch',
    });
  });

  it('is skipped with its reason when no tool has given anything', async () => {
    const made = await stage();

    expect(await made.run('correlate', correlate)).toEqual({
      status: 'skipped',
      reason: 'no analysis has given a detection or an event',
    });
  });

  it('is entered once, however often the step is tried', async () => {
    const made = await analysedCase();
    await made.run('correlate', correlate);

    await made.run('correlate', correlate, 2);

    expect(made.book.state.runs.filter(({ tool }) => tool.name === 'correlation')).toHaveLength(1);
  });

  it('counts truly when an attempt before it died after it had sealed', async () => {
    const made = await analysedCase();
    await made.run('correlate', async (context) => {
      const record: typeof made.record = async (...drafts) => {
        if (drafts.some(({ type }) => type === 'analysis.completed')) throw new Error('killed');
        await made.record(...drafts);
      };
      await expect(correlate({ ...context, record })).rejects.toThrow('killed');
      return { status: 'succeeded' };
    });

    await made.run('correlate', correlate, 2);

    expect(made.book.state.runs.at(-1)).toMatchObject({ detections: 1, events: 1 });
    expect(await eventsOf(made)).toHaveLength(1);
  });
});

describe('a worker that is asked to end', () => {
  it('stops in the middle of a long timeline, and leaves nothing half sealed', async () => {
    const events = Array.from({ length: 2000 }, (_, index) =>
      event('2026-11-18T02:00:00.000Z', `event ${String(index)}`),
    );
    const made = await analysedCase({ events });
    const end = new AbortController();

    await expect(
      made.run('correlate', (context) => {
        end.abort(new Error('asked to end'));
        return correlate({ ...context, signal: end.signal });
      }),
    ).rejects.toThrow('asked to end');

    const sealed = [...made.book.state.items.values()].filter((one) => one.sealed !== undefined);
    expect(sealed.map(({ item }) => item)).not.toContain('E-0005');
    expect(made.book.state.runs.some(({ tool }) => tool.name === 'correlation')).toBe(false);
  });
});
