import type { Severity, Tone } from '@afo/domain';
import type { Drawing } from '../picture/drawing.ts';

/**
 * A piece of a line. `title` (alone on its line), `quote` (prose), `record` (log lines, values) and `path` hold words from outside and are always set apart;
 * `code` holds the product's own ids and digests; `link` leads to an anchor of this report, `file` to a file that lies beside it.
 */
export type Inline =
  | {
      readonly kind: 'text' | 'id' | 'title' | 'strong' | 'quote' | 'record' | 'path' | 'code';
      readonly text: string;
    }
  /** As `quote`, where there is room for a sentence only. */
  | { readonly kind: 'short-quote'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly target: string }
  | { readonly kind: 'file'; readonly text: string; readonly file: string }
  | { readonly kind: 'mark'; readonly text: string; readonly tone: Tone | Severity }
  | { readonly kind: 'break' };
export type Line = readonly Inline[];

/** A sentence with its tone, for panels and lists. */
export interface Item {
  readonly tone: Tone;
  readonly line: Line;
}

export interface Column {
  readonly title: string;
  /** Share of the width, relative to the other columns. */
  readonly width: number;
}

export interface Row {
  /** Anchor of the row. */
  readonly id?: string;
  readonly cells: readonly Line[];
}

/** What a page is built of. Renderers know these and nothing of cases. */
export type Block =
  | { readonly kind: 'heading'; readonly text: Line; readonly id?: string }
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'panel'; readonly title: string; readonly items: readonly Item[] }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | {
      readonly kind: 'facts';
      readonly rows: readonly { readonly label: string; readonly line: Line }[];
    }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly Row[];
    }
  | {
      readonly kind: 'figure';
      readonly drawing: Drawing;
      readonly caption: string;
    }
  /** Blank lines to be filled in by hand, each with its label. */
  | { readonly kind: 'form'; readonly labels: readonly string[] };

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A whole report, ready to be drawn. The first section is the page to read first. */
export interface Page {
  readonly title: string;
  /** The case's own title, words from outside. */
  readonly heading: string;
  readonly subtitle: Line;
  readonly sections: readonly Section[];
  /** Last line of every printed page. */
  readonly footer: string;
  /** The moment that the report speaks of, for the documents' own dates. */
  readonly date: string;
}
