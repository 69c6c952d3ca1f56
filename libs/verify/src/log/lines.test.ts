import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { eachLine } from './lines.ts';

const LIMIT = 8;

async function linesOf(
  chunks: readonly Uint8Array[],
): Promise<{ readonly lines: string[]; readonly ended: boolean }> {
  const lines: string[] = [];
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) {
      const lent = Buffer.from(chunk);
      yield await Promise.resolve(lent);
      lent.fill(0x21);
    }
  }
  const ended = await eachLine(stream(), LIMIT, ({ bytes, whole }) =>
    lines.push(`${Buffer.from(bytes).toString()}${whole ? '' : '…'}`),
  );
  return { lines, ended };
}

describe('when a stream is cut into lines', () => {
  it.each<[string, string[], { lines: string[]; ended: boolean }]>([
    ['nothing', [], { lines: [], ended: true }],
    ['one line', ['ab\n'], { lines: ['ab'], ended: true }],
    ['no line feed at the end', ['ab\ncd'], { lines: ['ab', 'cd'], ended: false }],
    ['empty lines', ['\n\na\n'], { lines: ['', '', 'a'], ended: true }],
    ['a line over many chunks', ['a', 'b', '', 'c\nd', '\n'], { lines: ['abc', 'd'], ended: true }],
    ['a line as long as allowed', ['12345678\n'], { lines: ['12345678'], ended: true }],
    ['a line that is too long', ['123456789\nx\n'], { lines: ['12345678…', 'x'], ended: true }],
    [
      'a line that is too long over many chunks',
      ['12345', '6789', 'abc\nx\n'],
      { lines: ['12345678…', 'x'], ended: true },
    ],
    [
      'a line that is too long and does not end',
      ['12345678', '9'],
      { lines: ['12345678…'], ended: false },
    ],
  ])('takes %s', async (_, chunks, expected) => {
    expect(await linesOf(chunks.map((chunk) => Buffer.from(chunk)))).toEqual(expected);
  });

  it('loses nothing, however the stream is chunked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[ab\n]{0,6}$/)), async (chunks) => {
        const { lines, ended } = await linesOf(chunks.map((chunk) => Buffer.from(chunk)));
        const whole = chunks.join('');
        const expected = whole
          .split('\n')
          .map((line) => (line.length > LIMIT ? `${line.slice(0, LIMIT)}…` : line));

        expect(lines).toEqual(
          whole === '' || whole.endsWith('\n') ? expected.slice(0, -1) : expected,
        );
        expect(ended).toBe(whole === '' || whole.endsWith('\n'));
      }),
    );
  });
});
