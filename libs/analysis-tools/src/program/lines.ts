import { AnalysisError } from '../errors.ts';

const LINE_BYTES = 4 * 1024 * 1024;

export interface Line {
  /** Number of the line, from 1. */
  readonly number: number;
  /** The bytes of the line, one character a byte, without the line feed. */
  readonly text: string;
}

export interface LineOptions {
  /** What to do with a line of more than 4 MiB: `fail` (a program's output) or `cut` (a file of evidence). */
  readonly tooLong: 'fail' | 'cut';
}

/** Splits bytes into lines at line feeds only. One character is one byte, so that nothing is lost on the way. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { tooLong }: LineOptions = { tooLong: 'fail' },
): AsyncGenerator<Line, void, undefined> {
  let number = 0;
  let rest = '';
  for await (const chunk of chunks) {
    rest += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      number += 1;
      yield { number, text: rest.slice(start, end) };
      start = end + 1;
    }
    rest = bounded(rest.slice(start), tooLong);
  }
  if (rest !== '') yield { number: number + 1, text: rest };
}

function bounded(rest: string, tooLong: LineOptions['tooLong']): string {
  if (rest.length <= LINE_BYTES) return rest;
  if (tooLong === 'cut') return rest.slice(0, LINE_BYTES);
  throw new AnalysisError('analysis.output-not-understood', 'a line of more than 4 MiB');
}

/** A line of evidence as text: UTF-8, with U+FFFD for what is none. */
export const textOfLine = (latin1: string): string =>
  Buffer.from(latin1, 'latin1').toString('utf8');
