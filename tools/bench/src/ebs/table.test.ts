import { describe, expect, it } from 'vitest';
import { ebsTable } from './table.ts';

const facts = {
  bytes: 8 * 2 ** 30,
  machine: 'a machine',
  load: [0.1, 2] as const,
  coldsnap: 'not here',
};
const row = { name: 'ours', cpuSeconds: 1, acquires: true } as const;

describe('when the table of a run is made', () => {
  it('says that a target was missed, so that nobody is told a speed that was not reached', () => {
    const table = ebsTable([{ ...row, seconds: 32, peakMiB: 400 }], facts);

    expect(table).toContain('500 MiB/s acquired: 256 MiB/s — MISSED');
    expect(table).toContain('300 MiB peak memory: 400 MiB — MISSED');
  });

  it('says that a target was met', () => {
    const table = ebsTable([{ ...row, seconds: 8, peakMiB: 200 }], facts);

    expect(table).toContain('1024 MiB/s — met');
    expect(table).toContain('200 MiB — met');
  });

  it('claims nothing where nothing was acquired, and that the peer was not measured', () => {
    const table = ebsTable([], facts);

    expect(table).toContain('Targets: not measured');
    expect(table).toContain('coldsnap | – ');
  });
});
