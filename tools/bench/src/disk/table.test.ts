import { describe, expect, it } from 'vitest';
import { OURS, tableOf } from './table.ts';

const FACTS = { bytes: 8192 * 2 ** 20, rounds: '3' };

describe('when the table of a run is made', () => {
  it('puts the fastest first, and says how many times as long the others took', () => {
    const table = tableOf(
      [
        { name: 'dc3dd sha256 with verification', seconds: 50, cpuSeconds: 49 },
        { name: OURS, seconds: 10, cpuSeconds: 18, note: 'x' },
      ],
      FACTS,
    );

    const [first, second] = table
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| what'));
    expect(first).toContain('| 10.0 | 18.0 | 819 | 1.0 | x |');
    expect(second).toContain('| 5.0 |');
  });

  it('says of a target that it was met, that it was missed, or that nobody knows', () => {
    const at = (seconds?: number) =>
      tableOf(
        [
          { name: OURS, seconds: 10 },
          {
            name: 'ewfacquire fast',
            ...(seconds === undefined ? { note: 'not measured: gone' } : { seconds }),
          },
        ],
        FACTS,
      );

    expect(at(60)).toContain('Target 6 × ewfacquire fast: 6.0 × — met.');
    expect(at(59)).toContain('MISSED');
    expect(at()).toContain('Target 6 × ewfacquire fast: not measured.');
    expect(at()).toContain('not measured: gone');
  });
});
