import { evidenceId } from '@afo/domain';
import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { content, detection, DISK, event, sha256, stage, tool } from './stage.ts';

describe('when an item is analysed', () => {
  it('seals what each tool found with item and run in every pointer, or a statement would rest on nothing', async () => {
    const { run, lines } = await stage();
    const first = tool('first', async ({ sink }) => {
      await sink.event(event(1));
      await sink.detection(detection('seen'));
    });

    const { runs } = await run([
      first,
      tool('second', async ({ sink }) => sink.detection(detection('other'))),
    ]);

    expect(runs).toMatchObject([
      {
        run: 'T-0002',
        outcome: 'complete',
        detections: 1,
        events: 1,
        outputs: [{ item: 'E-0002' }, { item: 'E-0003' }],
      },
      {
        run: 'T-0004',
        outcome: 'complete',
        detections: 1,
        events: 0,
        outputs: [{ item: 'E-0004' }],
      },
    ]);
    expect(await lines(evidenceId(2))).toMatchObject([
      { title: 'seen', pointers: [{ item: 'E-0001', run: 'T-0002' }] },
    ]);
    expect(await lines(evidenceId(3))).toMatchObject([
      { pointer: { item: 'E-0001', run: 'T-0002', line: 1 } },
    ]);
  });

  it('ANA-2 works on a copy whose digest is compared before and after, and says both', async () => {
    const { run, types, images, place } = await stage();
    const paths: string[] = [];

    const { runs } = await run([
      tool('look', async ({ copy, sink }) => {
        paths.push(copy.path);
        await sink.event(event(1));
      }),
    ]);

    expect(runs[0]?.inputs).toEqual([
      { item: DISK, sha256Before: sha256(content), sha256After: sha256(content) },
    ]);
    expect(paths).toEqual(['/copies/E-0001/copy']);
    expect(
      (await types()).filter(
        (type) => type.startsWith('evidence.') || type.startsWith('analysis.'),
      ),
    ).toEqual([
      ...['evidence.acquired', 'evidence.sealed', 'evidence.read', 'evidence.verified'],
      ...['evidence.acquired', 'evidence.sealed', 'evidence.verified', 'analysis.completed'],
    ]);
    expect(images.files.size).toBe(0);
    expect(place.opened.size).toBe(0);
  });

  it('F-60 believes nothing that was found when the copy was changed meanwhile', async () => {
    const { run, images, types } = await stage();

    const state = await run([
      tool('writes', async ({ copy, sink }) => {
        images.touch(copy.path);
        await sink.detection(detection('seen on a changed copy'));
      }),
    ]);

    expect(state.steps.get('analyse/E-0001')).toMatchObject({
      status: 'failed',
      code: 'evidence.digest-mismatch',
    });
    expect(state.runs).toEqual([]);
    expect(await types()).not.toContain('analysis.completed');
  });

  it('F-06 enters a tool that is missing as failed, and lets the others run', async () => {
    const { run } = await stage();
    const missing = tool('missing', () => Promise.resolve(), {
      identify: () => Promise.reject(new PortError('tool.missing', 'fls is not installed')),
    });

    const state = await run([missing, tool('works', ({ sink }) => sink.event(event(1)))]);

    expect(state.runs).toMatchObject([
      {
        tool: { name: 'missing' },
        outcome: 'failed',
        outputs: [],
        limits: ['It could not be run: fls is not installed.'],
      },
      { tool: { name: 'works' }, outcome: 'complete' },
    ]);
    expect(state.steps.get('analyse/E-0001')).toMatchObject({ status: 'succeeded' });
  });

  it('F-06 fails when no tool could do its work, instead of succeeding with nothing', async () => {
    const { run } = await stage();
    const breaks = tool('breaks', () =>
      Promise.reject(new PortError('tool.timed-out', 'too long')),
    );

    const state = await run([breaks]);

    expect(state.steps.get('analyse/E-0001')).toMatchObject({
      status: 'failed',
      code: 'analysis.failed',
    });
    expect(state.runs).toMatchObject([{ outcome: 'failed', limits: ['It failed: too long.'] }]);
  });

  it('keeps nothing of a tool that failed half way, or half a result would pass for a whole one', async () => {
    const { run, types } = await stage();
    const half = tool('half', async ({ sink }) => {
      for (let second = 0; second < 60; second += 1)
        await sink.event({ ...event(second), summary: 'x'.repeat(5000) });
      await sink.detection(detection('first half'));
      throw new PortError('tool.output-limit', 'too much');
    });

    const { runs, items } = await run([half, tool('whole', ({ sink }) => sink.event(event(1)))]);

    expect(runs[0]).toMatchObject({ outcome: 'failed', detections: 0, events: 0, outputs: [] });
    expect(
      [...items.values()].filter(({ sealed }) => sealed !== undefined).map(({ item }) => item),
    ).toEqual(['E-0001', 'E-0005']);
    expect((await types()).filter((type) => type === 'evidence.sealed')).toHaveLength(2);
  });

  it('F-46 tells of an untyped error of a tool only its kind, since its message may hold anything', async () => {
    const { run } = await stage();
    const leaks = tool('leaks', () => Promise.reject(new TypeError('token hunter2')));

    const { runs } = await run([leaks, tool('works', ({ sink }) => sink.event(event(1)))]);

    expect(runs[0]?.limits).toEqual(['It failed: an unexpected error (TypeError).']);
  });

  it('calls a run with limits partial', async () => {
    const { run } = await stage();

    const { runs } = await run([
      tool('partial', async ({ sink }) => {
        await sink.event(event(1));
        sink.limit('the log was too long');
        sink.limit('the log was too long');
      }),
    ]);

    expect(runs).toMatchObject([{ outcome: 'partial', limits: ['the log was too long'] }]);
  });

  it('F-01 seals no item where nothing was found, and says that nothing was', async () => {
    const { run } = await stage();

    const { runs } = await run([tool('quiet', () => Promise.resolve())]);

    expect(runs).toMatchObject([{ outcome: 'complete', detections: 0, events: 0, outputs: [] }]);
  });

  it('seals recovered files as items of their own', async () => {
    const { run } = await stage();

    const { runs, items } = await run([
      tool('recovers', async ({ sink }) => {
        await sink.recovered({
          title: '/tmp/loot.tgz',
          pointer: { inode: '12', deleted: true },
          bytes: Buffer.from('loot'),
        });
        await sink.detection(detection('deleted'));
      }),
      tool('again', ({ sink }) =>
        sink.recovered({ title: 'x', pointer: {}, bytes: Buffer.from('y') }),
      ),
    ]);

    expect(runs[0]?.outputs).toMatchObject([
      { item: 'E-0002' },
      { item: 'E-0006', sha256: sha256(Buffer.from('loot')) },
    ]);
    expect(runs[1]?.outputs).toMatchObject([{ item: 'E-0007' }]);
    expect(items.get(evidenceId(6))?.acquired).toMatchObject({
      kind: 'recovered',
      title: '/tmp/loot.tgz',
    });
  });

  it('skips, with its reason, what no tool takes', async () => {
    const { run } = await stage();

    const state = await run([tool('for memory', () => Promise.resolve(), { inputs: ['memory'] })]);

    expect(state.steps.get('analyse/E-0001')).toMatchObject({ status: 'skipped' });
  });
});

describe('when an attempt was cut off and another follows', () => {
  it('REL-1 gives the same items and never two of one result', async () => {
    const { run, ports, lines } = await stage();
    const works = tool('works', async ({ sink }) => {
      await sink.event(event(1));
      await sink.detection(detection('seen'));
    });
    const dies = tool('dies', () =>
      Promise.reject(new PortError('vault.unavailable', 'gone', { retryable: true })),
    );

    const cut = await run([works, dies], 1);
    expect(cut.steps.get('analyse/E-0001')).toMatchObject({
      status: 'failed',
      code: 'vault.unavailable',
      retryable: true,
    });
    const { runs } = await run([works, tool('dies', ({ sink }) => sink.event(event(2)))], 2);

    expect(runs).toMatchObject([
      { outputs: [{ item: 'E-0002' }, { item: 'E-0003' }] },
      { outputs: [{ item: 'E-0005' }] },
    ]);
    expect(await lines(evidenceId(3))).toHaveLength(1);
    expect(ports.messages).toEqual([]);
  });

  it('REL-1 does nothing again when the runs are in the log already', async () => {
    const { run } = await stage();
    let runs = 0;
    const counted = tool('counted', async ({ sink }) => {
      runs += 1;
      await sink.event(event(1));
    });

    await run([counted], 1);
    await run([counted], 2);

    expect(runs).toBe(1);
  });
});

describe('when a tool gives very many events', () => {
  it('hands them on in order and without keeping them all', async () => {
    const { run, lines } = await stage();

    await run([
      tool('many', async ({ sink }) => {
        for (let count = 0; count < 5000; count += 1) await sink.event(event(count % 60));
      }),
    ]);

    const summaries = (await lines(evidenceId(3))) as readonly {
      readonly pointer: { readonly line: number };
    }[];
    expect(summaries).toHaveLength(5000);
    expect(summaries.map(({ pointer }) => pointer.line).slice(0, 61)).toEqual([
      ...Array(60).keys(),
      0,
    ]);
  });
});
