import { canonicalJson } from '@afo/custody';
import type { Plan, PlanPart } from '@afo/domain';

type Lists = Omit<PlanPart, 'part' | 'of'>;

/** The lists of a plan, in their order, in as few pieces as hold at most `bytes` of canonical JSON each. */
export function packed(
  { items, techniques, changes }: Pick<Plan, 'items' | 'techniques' | 'changes'>,
  bytes: number,
): readonly Lists[] {
  const pieces = new Pieces(bytes);
  for (const item of items) pieces.withRoomFor(item).items.push(item);
  for (const technique of techniques) pieces.withRoomFor(technique).techniques.push(technique);
  for (const { alsoHits, ...change } of changes) {
    const begun = { ...change, alsoHits: [] };
    pieces.withRoomFor(begun).changes.push(begun);
    for (const hit of alsoHits) {
      const { changes: here, alsoHits: goingOn } = pieces.withRoomFor(hit);
      (here.at(-1)?.alsoHits ?? goingOn).push(hit);
    }
  }
  return pieces.all;
}

/** What the names of the lists, their brackets and the numbers of the part take. */
const FRAME_BYTES = 256;

class Pieces {
  readonly all: Lists[] = [];
  readonly #bytes: number;
  #last: Lists = nothing();
  #room = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** The piece that the value goes to: the last one, or a new one where that is full. */
  withRoomFor(value: unknown): Lists {
    const bytes = Buffer.byteLength(canonicalJson(value)) + 1;
    if (bytes > this.#room) this.#begin();
    this.#room -= bytes;
    return this.#last;
  }

  #begin(): void {
    this.#last = nothing();
    this.all.push(this.#last);
    this.#room = this.#bytes - FRAME_BYTES;
  }
}

const nothing = (): Lists => ({ items: [], techniques: [], alsoHits: [], changes: [] });
