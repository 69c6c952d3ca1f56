import type { Writable } from 'node:stream';
import { visible, visibleJson } from './visible.ts';

export interface Streams {
  readonly out: Writable;
  readonly err: Writable & { readonly isTTY?: boolean };
}

/** Where a command speaks: its result once to standard output, everything else to standard error. */
export class Output {
  readonly #streams: Streams;
  readonly json: boolean;
  #live = false;

  constructor(streams: Streams, json: boolean) {
    this.#streams = streams;
    this.json = json;
  }

  /** The result: `value` as one JSON document with `--json`, otherwise the lines. Hostile characters are made visible. */
  result(value: unknown, lines: readonly string[]): void {
    this.#endLive();
    const text = this.json
      ? visibleJson(JSON.stringify(value, null, 2))
      : lines.map(visible).join('\n');
    this.#streams.out.write(`${text}\n`);
  }

  /** Something that people should know while they wait. */
  note(text: string): void {
    this.#endLive();
    this.#streams.err.write(`${visible(text)}\n`);
  }

  /** Our own text of several lines, such as help, to where it belongs. */
  page(text: string, to: 'out' | 'err'): void {
    this.#endLive();
    this.#streams[to].write(text);
  }

  /** A line that the next one replaces; only on a terminal. */
  live(text: string): void {
    if (this.#streams.err.isTTY !== true) return;
    this.#streams.err.write(`\r\u001B[K${visible(text).slice(0, 160)}`);
    this.#live = true;
  }

  #endLive(): void {
    if (this.#live) this.#streams.err.write('\r\u001B[K');
    this.#live = false;
  }
}
