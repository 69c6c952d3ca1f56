import type { Face } from './typefaces.ts';

/** A run of text of one look. */
export interface Fragment {
  readonly text: string;
  readonly face: Face;
  readonly size: number;
  readonly colour: string;
  readonly width: number;
  /** Anchor that it leads to. */
  readonly target?: string;
}

/** Lines in the making. */
export class Lines {
  readonly lines: Fragment[][] = [[]];
  readonly #width: number;
  room: number;

  constructor(width: number) {
    this.#width = width;
    this.room = width;
  }

  get isAtStart(): boolean {
    return this.room === this.#width;
  }

  feed(): void {
    this.lines.push([]);
    this.room = this.#width;
  }

  /** Neighbours of one look become one fragment: fewer operators, and text that copies well. */
  put(fragment: Fragment): void {
    const line = this.lines.at(-1) ?? [];
    const last = line.at(-1);
    this.room -= fragment.width;
    if (last === undefined || !isSameLook(last, fragment)) line.push(fragment);
    else
      line[line.length - 1] = {
        ...last,
        text: last.text + fragment.text,
        width: last.width + fragment.width,
      };
  }
}

const isSameLook = (a: Fragment, b: Fragment): boolean =>
  a.face === b.face && a.size === b.size && a.colour === b.colour && a.target === b.target;
