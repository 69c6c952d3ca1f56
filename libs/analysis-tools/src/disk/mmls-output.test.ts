import { describe, expect, it } from 'vitest';
import { parseMmls } from './mmls-output.ts';

const GPT = `GUID Partition Table (EFI)
Offset Sector: 0
Units are in 512-byte sectors

      Slot      Start        End          Length       Description
000:  Meta      0000000000   0000000000   0000000001   Safety Table
001:  -------   0000000000   0000002047   0000002048   Unallocated
004:  013       0000002048   0000008191   0000006144   
005:  000       0000008192   0004192255   0004184064   root
`;

describe('when a partition table is read', () => {
  it('gives its partitions, and neither its own rows nor what is free', () => {
    expect(parseMmls(GPT)).toEqual({
      format: 'GUID Partition Table (EFI)',
      partitions: [
        { slot: '013', firstSector: 2048, lastSector: 8191, description: '' },
        { slot: '000', firstSector: 8192, lastSector: 4192255, description: 'root' },
      ],
    });
  });

  it('F-70 takes what a partition is called for nothing but its name', () => {
    const hostile = `${GPT.trimEnd()}\x1b[31m   006:  001       0000000001   0000000002   0000000002   x\n`;

    expect(parseMmls(hostile).partitions).toHaveLength(2);
  });

  it('F-06 takes anything else for no table', () => {
    expect(() => parseMmls('Cannot determine partition type')).toThrow(
      expect.objectContaining({ code: 'analysis.output-not-understood' }),
    );
  });
});
