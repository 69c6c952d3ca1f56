import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.ts';
import { allRecords } from './read-records.ts';

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const place of [...places, bytes.length]) {
    yield bytes.subarray(from, place);
    from = place;
  }
}

describe('lines of a results file', () => {
  it('are what was written, wherever the chunks end and whatever the lines hold', async () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
        const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));

        expect(await allRecords(linesOf(inPieces(bytes, cuts)))).toEqual(lines);
      }),
    );
  });

  it('end at line feeds only: U+2028 and carriage returns stand inside JSON', async () => {
    const bytes = Buffer.from('a\u2028b\rc\nd');

    expect(await allRecords(linesOf(inPieces(bytes, [])))).toEqual(['a\u2028b\rc', 'd']);
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x61, 0xff, 0x0a])],
    ['a character that is cut off', Buffer.from([0x61, 0xe2, 0x82])],
    ['a line without an end', Buffer.alloc(17_000_000, 'x')],
  ])('refuse %s with a code', async (_, bytes) => {
    await expect(allRecords(linesOf(inPieces(bytes, [])))).rejects.toMatchObject({
      code: 'evidence.digest-mismatch',
    });
  });
});
