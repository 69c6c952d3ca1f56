import { describe, expect, it } from 'vitest';
import { bytesInWords, counted, durationInWords, grouped, moment, readable } from './quantities.ts';

describe('quantities in words', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1,024 bytes (1 KiB)'],
    [268_435_456, '268,435,456 bytes (256 MiB)'],
    [1_500_000, '1,500,000 bytes (1.43 MiB)'],
    [1_099_511_627_776, '1,099,511,627,776 bytes (1 TiB)'],
  ])('tells %d bytes exactly, and roundly for people', (bytes, words) => {
    expect(bytesInWords(bytes)).toBe(words);
  });

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
    [59_990, '59.99 s'],
    [252_000, '4 min 12 s'],
    [3_600_000, '1 h'],
    [93_784_000, '1 d 2 h'],
  ])('tells %d milliseconds in the units that people use', (milliseconds, words) => {
    expect(durationInWords(milliseconds)).toBe(words);
  });

  it('counts one and many', () => {
    expect([counted(1, 'item'), counted(2, 'entry', 'entries'), grouped(1_234_567)]).toEqual([
      '1 item',
      '2 entries',
      '1,234,567',
    ]);
  });

  it('keeps the milliseconds of an instant where there are any', () => {
    expect(readable('2026-11-24T03:55:01.000Z')).toBe('2026-11-24 03:55:01 UTC');
    expect(moment('2026-11-24T03:55:01.123Z')).toBe('2026-11-24 03:55:01.123');
  });
});
