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
  /** Hears the number of each line of which only the beginning is given (F-10). */
  readonly onCut?: (number: number) => void;
}

/** Splits bytes into lines at line feeds only. One character is one byte, so that nothing is lost on the way. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: LineOptions = { tooLong: 'fail' },
): AsyncGenerator<Line, void, undefined> {
  let number = 0;
  let rest = '';
  let isCut = false;
  for await (const chunk of chunks) {
    rest += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      number += 1;
      // Behind the beginning of a line that was cut stands its end: the two were never neighbours.
      yield { number, text: isCut ? rest.slice(0, LINE_BYTES) : rest.slice(start, end) };
      isCut = false;
      start = end + 1;
    }
    rest = rest.slice(start);
    if (rest.length <= LINE_BYTES) continue;
    if (options.tooLong === 'fail') throw tooLong();
    if (!isCut) options.onCut?.(number + 1);
    isCut = true;
    rest = rest.slice(0, LINE_BYTES);
  }
  if (rest !== '') yield { number: number + 1, text: rest };
}

const tooLong = (): AnalysisError =>
  new AnalysisError('analysis.output-not-understood', 'a line of more than 4 MiB');

/** A line of evidence as text: UTF-8, with U+FFFD for what is none. */
export const textOfLine = (latin1: string): string =>
  Buffer.from(latin1, 'latin1').toString('utf8');
