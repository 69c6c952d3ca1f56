import type { Inline, Line } from '../page/page.ts';
import { escaped, quotedText, SHORT, shown, visible, visiblePath } from '../text/visible.ts';
import { colours, sizes, toneColour } from './style.ts';
import type { Fragment } from './lines.ts';
import { Lines } from './lines.ts';
import type { Face, Typefaces } from './typefaces.ts';

/** What a line is set into. */
export interface Measure {
  readonly width: number;
  readonly size: number;
  readonly bold?: boolean;
  readonly colour?: string;
}

type Look = Omit<Fragment, 'text' | 'width'>;
type Run = Look & { readonly text: string };

/** Writing from right to left would turn the order of what stands around it; it is shown by number. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Sets lines of text: looks, faces with the letters that are needed, and lines that fit. */
export class Typesetter {
  readonly #faces: Typefaces;
  readonly #anchors: ReadonlySet<string>;
  readonly #widths = new Map<string, number>();

  constructor(faces: Typefaces, anchors: ReadonlySet<string>) {
    this.#faces = faces;
    this.#anchors = anchors;
  }

  /** The line broken into lines that fit; at least one, and none wider than the measure. */
  set(line: Line, measure: Measure): readonly (readonly Fragment[])[] {
    const page = new Lines(measure.width);
    for (const part of this.#unbroken(line, measure)) {
      if (part === 'break') page.feed();
      else this.#place(part, page, measure.width);
    }
    return page.lines.map((set) => set.map((fragment) => this.#asDrawn(fragment)));
  }

  /** Letters of neighbours draw together (kerning), so the width of a fragment is less than that of its parts. */
  #asDrawn(fragment: Fragment): Fragment {
    const words = wordsOf(fragment.text) ?? [];
    return {
      ...fragment,
      width: words.reduce((sum, word) => sum + this.#width(fragment, word), 0),
    };
  }

  /** Pieces between which a line may be broken: only behind a blank. */
  #unbroken(line: Line, measure: Measure): readonly (readonly Run[] | 'break')[] {
    const parts: (Run[] | 'break')[] = [];
    let open: Run[] | undefined;
    for (const piece of line) {
      if (piece.kind === 'break') {
        parts.push('break');
        open = undefined;
        continue;
      }
      for (const run of this.#runs(piece, measure)) {
        if (open === undefined) parts.push((open = [run]));
        else open.push(run);
        if (run.text.endsWith(' ')) open = undefined;
      }
    }
    return parts;
  }

  #place(part: readonly Run[], page: Lines, width: number): void {
    const runs = part.map((run) => ({ ...run, width: this.#width(run, run.text) }));
    const seen = runs.reduce((sum, run, index) => {
      const isLast = index === runs.length - 1;
      return sum + (isLast ? this.#width(run, run.text.trimEnd()) : run.width);
    }, 0);
    if (seen > page.room && !page.isAtStart) page.feed();
    for (const run of runs) {
      if (seen <= width) page.put(run);
      else this.#putParts(run, page, width);
    }
  }

  /** A word wider than the whole line is broken behind its marks (`/`, `-` …), or else where the line ends. */
  #putParts(run: Run, page: Lines, width: number): void {
    for (const text of run.text.match(/[^-/_.:,;=&?]*[-/_.:,;=&?]?/gu) ?? []) {
      const needed = this.#width(run, text.trimEnd());
      if (needed > page.room && !page.isAtStart && needed <= width) page.feed();
      if (needed <= page.room) page.put({ ...run, text, width: this.#width(run, text) });
      else this.#putLetters({ ...run, text }, page);
    }
  }

  #putLetters(run: Run, page: Lines): void {
    for (const letter of run.text) {
      const width = this.#width(run, letter);
      if (width > page.room && letter !== ' ' && !page.isAtStart) page.feed();
      page.put({ ...run, text: letter, width });
    }
  }

  #runs(piece: Exclude<Inline, { readonly kind: 'break' }>, measure: Measure): readonly Run[] {
    const look = this.#lookOf(piece, measure);
    return (wordsOf(textOf(piece)) ?? []).flatMap((text) => this.#covered({ ...look, text }));
  }

  #lookOf(piece: Exclude<Inline, { readonly kind: 'break' }>, measure: Measure): Look {
    const { size, bold, colour = colours.ink } = measure;
    const face: Face = bold === true ? 'bold' : 'regular';
    switch (piece.kind) {
      case 'text':
      case 'id':
      case 'title':
      case 'quote':
      case 'short-quote':
        return { face, size, colour };
      case 'strong':
        return { face: 'bold', size, colour };
      case 'record':
      case 'path':
      case 'code':
        return { face: 'fixed', size: size * sizes.fixed, colour };
      case 'file':
        return { face, size, colour: colours.link };
      case 'mark':
        return { face: 'bold', size, colour: toneColour(piece.tone) };
      case 'link':
        return this.#anchors.has(piece.target)
          ? { face, size, colour: colours.link, target: piece.target }
          : { face, size, colour };
    }
  }

  /** Letters that a face does not have are taken from the fixed one, and where that has none, shown by number. */
  #covered(run: Run): readonly Run[] {
    if (Array.from(run.text).every((letter) => this.#has(run.face, letter))) return [run];
    const runs: Run[] = [];
    for (const letter of run.text) {
      const next = this.#has(run.face, letter)
        ? { ...run, text: letter }
        : this.#fromFixed(run, letter);
      const last = runs.at(-1);
      if (last?.face === next.face && last.size === next.size)
        runs[runs.length - 1] = { ...last, text: last.text + next.text };
      else runs.push(next);
    }
    return runs;
  }

  #fromFixed(run: Run, letter: string): Run {
    const size = run.face === 'fixed' ? run.size : run.size * sizes.fixed;
    return {
      ...run,
      face: 'fixed',
      size,
      text: this.#has('fixed', letter) ? letter : escaped(letter),
    };
  }

  #has(face: Face, letter: string): boolean {
    if (RIGHT_TO_LEFT.test(letter)) return false;
    return this.#faces[face].hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
  }

  #width({ face, size }: Look, text: string): number {
    if (text === '') return 0;
    const key = `${face}\u0000${text}`;
    const known = this.#widths.get(key);
    const font = this.#faces[face];
    const unit = known ?? font.layout(text).advanceWidth / font.unitsPerEm;
    if (known === undefined && this.#widths.size < 100_000) this.#widths.set(key, unit);
    return unit * size;
  }
}

/** Words with the blanks behind them; blanks in front stand alone. */
const wordsOf = (text: string): readonly string[] | null => text.match(/ +|[^ ]+ */gu);

function textOf(piece: Exclude<Inline, { readonly kind: 'break' }>): string {
  switch (piece.kind) {
    case 'quote':
      return quotedText(piece.text);
    case 'short-quote':
      return quotedText(piece.text, SHORT);
    case 'title':
    case 'record':
      return shown(piece.text);
    case 'path':
      return shown(piece.text, visiblePath);
    case 'text': {
      // The report's own words begin and end with the blanks that join them to their neighbours.
      const words = piece.text.trim();
      const start = piece.text.length - piece.text.trimStart().length;
      return words === ''
        ? piece.text
        : `${' '.repeat(start)}${visible(words)}${' '.repeat(piece.text.length - start - words.length)}`;
    }
    case 'id':
    case 'strong':
    case 'code':
    case 'link':
    case 'file':
    case 'mark':
      return visible(piece.text);
  }
}
