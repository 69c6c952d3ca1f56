import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, textOfLine } from './lines.ts';

async function all(chunks: readonly Uint8Array[], tooLong: 'fail' | 'cut' = 'fail') {
  const lines: { number: number; text: string }[] = [];
  for await (const line of linesOf(chunks, { tooLong })) lines.push(line);
  return lines;
}

describe('when bytes are cut into lines', () => {
  it('F-73 ends a line at a line feed and nowhere else, in whichever pieces the bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        async (bytes, size) => {
          const chunks: Uint8Array[] = [];
          for (let start = 0; start < bytes.length; start += size)
            chunks.push(bytes.subarray(start, start + size));

          const lines = await all(chunks);

          const whole = Buffer.from(bytes).toString('latin1');
          const expected = whole.endsWith('\n')
            ? whole.slice(0, -1).split('\n')
            : whole.split('\n');
          expect(lines.map(({ text }) => text)).toEqual(whole === '' ? [] : expected);
          expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
        },
      ),
    );
  });

  it('F-72 refuses an endless line of a program, and cuts one of evidence', async () => {
    const endless = Array.from({ length: 6 }, () => Buffer.alloc(1024 * 1024, 'x'));

    await expect(all(endless)).rejects.toMatchObject({ code: 'analysis.output-not-understood' });
    const [line] = await all([...endless, Buffer.from('\nnext\n')], 'cut');
    expect(line?.text.length).toBeLessThanOrEqual(5 * 1024 * 1024);
  });

  it('reads the bytes of a line as UTF-8, and bears what is none', () => {
    expect(textOfLine(Buffer.from('é').toString('latin1'))).toBe('é');
    expect(textOfLine('\u00ff').isWellFormed()).toBe(true);
  });
});
