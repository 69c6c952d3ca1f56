import { describe, expect, it } from 'vitest';
import { event, stage, tool } from './stage.ts';

describe('when hostile evidence gives cause for many long limits', () => {
  it('F-72 still enters the run, with as many as an entry can hold and the number of the others', async () => {
    const { run } = await stage();
    const talkative = tool('talks', async ({ sink }) => {
      for (let n = 0; n < 500; n += 1) sink.limit(`${String(n)} ${'\u0001x'.repeat(2000)}`);
      await sink.event(event(1));
    });

    const { runs, steps } = await run([talkative, talkative]);

    expect(steps.get('analyse/E-0001')?.status).toBe('succeeded');
    expect(runs).toHaveLength(2);
    for (const { outcome, limits } of runs) {
      expect(outcome).toBe('partial');
      expect(limits.at(-1)).toBe(
        `${String(500 - (limits.length - 1))} further limits are not listed.`,
      );
    }
  });

  it('F-10 shows that a limit was cut', async () => {
    const { run } = await stage();

    const { runs } = await run([
      tool('talks', ({ sink }) => {
        sink.limit('x'.repeat(5000));
        sink.limit('y'.repeat(1000));
        return Promise.resolve();
      }),
    ]);

    expect(runs[0]?.limits).toEqual([`${'x'.repeat(999)}…`, 'y'.repeat(1000)]);
  });
});

describe('when a tool brings several files back at once', () => {
  it('F-09 keeps each of them under an id of its own', async () => {
    const { run } = await stage();
    const file = (n: number) => ({
      title: `file ${String(n)}`,
      bytes: Buffer.from(`content ${String(n)}`),
      pointer: { line: n },
    });

    const { items, runs } = await run([
      tool('carver', async ({ sink }) => {
        await Promise.all([1, 2, 3, 4].map((n) => sink.recovered(file(n))));
      }),
    ]);

    const kept = [...items.values()].filter(({ acquired }) => acquired?.kind === 'recovered');
    expect(kept.map(({ acquired }) => acquired?.title).sort()).toEqual(
      [1, 2, 3, 4].map((n) => `file ${String(n)}`),
    );
    expect(runs[0]?.outputs).toHaveLength(4);
  });

  it('F-01 keeps no file of which nothing is left, and says so', async () => {
    const { run } = await stage();
    const empty = { title: 'emptied', bytes: Buffer.alloc(0), pointer: { line: 1 } };

    const { items, runs } = await run([tool('carver', ({ sink }) => sink.recovered(empty))]);

    expect([...items.values()].map(({ acquired }) => acquired?.kind)).toEqual(['disk']);
    expect(runs[0]).toMatchObject({
      outcome: 'partial',
      limits: ['emptied could not be kept: nothing of it is left.'],
    });
  });
});
