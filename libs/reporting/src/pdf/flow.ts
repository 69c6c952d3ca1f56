import type { Line } from '../page/page.ts';
import type { Canvas } from './canvas.ts';
import { sheet } from './canvas.ts';
import { colours, LEADING, sizes } from './style.ts';
import type { Tag } from './tag.ts';
import type { Fragment } from './lines.ts';
import type { Measure, Typesetter } from './typeset.ts';

export type SetLines = readonly (readonly Fragment[])[];

export interface FlowOptions {
  readonly canvas: Canvas;
  readonly typesetter: Typesetter;
  readonly footer: string;
  /** Number of pages in all, where it is known already. */
  readonly pages: number;
}

/** Fills page after page from top to bottom. */
export class Flow {
  readonly canvas: Canvas;
  readonly #typesetter: Typesetter;
  readonly #footer: string;
  readonly #pages: number;
  y: number = sheet.top;

  constructor({ canvas, typesetter, footer, pages }: FlowOptions) {
    this.canvas = canvas;
    this.#typesetter = typesetter;
    this.#footer = footer;
    this.#pages = pages;
    this.newPage();
  }

  /** Height that is left on this page. */
  get left(): number {
    return sheet.bottom - this.y;
  }

  newPage(): void {
    this.canvas.addPage();
    this.y = sheet.top;
    this.#drawFoot();
  }

  /** A new page unless so much is left on this one. */
  need(height: number): void {
    if (this.left < height && this.y > sheet.top) this.newPage();
  }

  skip(height: number): void {
    this.y += height;
  }

  set(line: Line, measure: Measure): SetLines {
    return this.#typesetter.set(line, measure);
  }

  /** Lines one below the other, over pages where they must. */
  write(
    lines: SetLines,
    tag: Tag,
    { x = sheet.left, size = sizes.body }: { readonly x?: number; readonly size?: number } = {},
  ): void {
    for (const line of lines) {
      this.need(size * LEADING);
      this.canvas.line(line, { x, y: baseline(this.y, size) }, tag);
      this.y += size * LEADING;
    }
  }

  #drawFoot(): void {
    const measure = { width: sheet.right - sheet.left, size: sizes.small, colour: colours.muted };
    const [left = []] = this.set([{ kind: 'text', text: this.#footer }], measure);
    const number = `${String(this.canvas.pages)} of ${String(Math.max(this.#pages, this.canvas.pages))}`;
    const [right = []] = this.set([{ kind: 'text', text: number }], measure);
    const width = right.reduce((sum, fragment) => sum + fragment.width, 0);
    this.canvas.rule(sheet.foot - 14);
    this.canvas.marginal(left, { x: sheet.left, y: sheet.foot });
    this.canvas.marginal(right, { x: sheet.right - width, y: sheet.foot });
  }
}

/** Base line of a line whose upper edge is at `top`. */
export const baseline = (top: number, size: number): number => top + size * 1.06;

export const heightOf = (lines: SetLines, size: number): number => lines.length * size * LEADING;
