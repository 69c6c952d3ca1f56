import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gptParts } from './gpt.ts';

describe('when a partition table is written', () => {
  it('has both headers and tables where the specification wants them, with digests that hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20_000, max: 2 ** 40 }), (sectors) => {
        const id = '00112233-4455-6677-8899-aabbccddeeff';
        const root = { number: 1, type: id, id, firstSector: 2048, lastSector: 8191, name: 'root' };
        const parts = gptParts({ sectors, id, partitions: [root] });

        const [, first, table, , second] = parts;
        for (const header of [first, second]) {
          const bytes = Buffer.from(header?.bytes ?? []);
          const claimed = bytes.readUInt32LE(16);
          bytes.writeUInt32LE(0, 16);
          expect(crc32(bytes.subarray(0, 92))).toBe(claimed);
          expect(bytes.readUInt32LE(88)).toBe(crc32(table?.bytes ?? ''));
        }
        expect(second?.offset).toBe((sectors - 1) * 512);
      }),
    );
  });
});
