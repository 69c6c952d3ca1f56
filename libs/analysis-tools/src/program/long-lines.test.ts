import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.ts';

const MIB = 1024 * 1024;

async function linesIn(bytes: Buffer, pieces: number) {
  const chunks: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += pieces)
    chunks.push(bytes.subarray(start, start + pieces));
  const cut: number[] = [];
  const lines: { readonly number: number; readonly text: string }[] = [];
  const options = { tooLong: 'cut', onCut: (number: number) => void cut.push(number) } as const;
  for await (const line of linesOf(chunks, options)) lines.push(line);
  return { lines, cut };
}

describe('when a line of evidence is longer than any line', () => {
  const long = Buffer.concat([
    Buffer.from('first\n'),
    Buffer.alloc(9 * MIB, 'x'),
    Buffer.from('sshd: Accepted password for root\nthird\n'),
  ]);

  it.each([65_536, 300_001, 20 * MIB])(
    'F-10 says that it was cut where it was, in pieces of %i bytes',
    async (pieces) => {
      const { lines, cut } = await linesIn(long, pieces);

      expect(lines.map(({ number }) => number)).toEqual([1, 2, 3]);
      expect([lines[0]?.text, lines[2]?.text]).toEqual(['first', 'third']);
      const whole = 9 * MIB + 'sshd: Accepted password for root'.length;
      expect(cut).toEqual(lines[1]?.text.length === whole ? [] : [2]);
    },
  );

  it('F-73 gives its beginning alone, and never its end as if it stood behind it', async () => {
    const { lines } = await linesIn(long, 65_536);

    expect(lines[1]?.text).toBe('x'.repeat(4 * MIB));
  });

  it('is cut too when it is the last one and has no end', async () => {
    const { lines, cut } = await linesIn(Buffer.alloc(5 * MIB, 'y'), 65_536);

    expect([lines.length, lines[0]?.text.length, cut]).toEqual([1, 4 * MIB, [1]]);
  });
});
