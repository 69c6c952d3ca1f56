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
  const line = new OpenLine(options);
  for await (const chunk of chunks) {
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      line.add(text.slice(start, end));
      yield line.take();
      start = end + 1;
    }
    line.add(text.slice(start));
  }
  const last = line.take();
  if (last.text !== '') yield last;
}

/**
 * The line that has not come to its end yet. Of one that is too long only the beginning is kept, and its end is not
 * joined to it: the two were never neighbours. Every byte is touched once, however long the line is (F-72).
 */
class OpenLine {
  readonly #options: LineOptions;
  #number = 1;
  #parts: string[] = [];
  #room = LINE_BYTES;
  #isCut = false;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  add(part: string): void {
    if (part.length > this.#room) this.#overrun();
    if (part === '' || this.#room === 0) return;
    this.#parts.push(part.slice(0, this.#room));
    this.#room -= Math.min(part.length, this.#room);
  }

  take(): Line {
    const line = { number: this.#number, text: this.#parts.join('') };
    this.#number += 1;
    this.#parts = [];
    this.#room = LINE_BYTES;
    this.#isCut = false;
    return line;
  }

  #overrun(): void {
    if (this.#options.tooLong === 'fail') {
      throw new AnalysisError('analysis.output-not-understood', 'a line of more than 4 MiB');
    }
    if (!this.#isCut) this.#options.onCut?.(this.#number);
    this.#isCut = true;
  }
}

/** A line of evidence as text: UTF-8, with U+FFFD for what is none. */
export const textOfLine = (latin1: string): string =>
  Buffer.from(latin1, 'latin1').toString('utf8');
