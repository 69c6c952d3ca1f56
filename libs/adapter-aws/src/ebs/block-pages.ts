import { BLOCK_SIZE } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ListPage } from './list-page.ts';

/** A stretch of a snapshot whose listing is known: what it does not name is zeros. */
export interface KnownStretch {
  readonly first: number;
  /** The block behind it. */
  readonly end: number;
  readonly tokens: ReadonlyMap<number, string>;
}

export type FetchPage = (from: number, token?: string) => Promise<ListPage>;

/** Stretches kept, of up to 10,000 blocks each: some 5 MiB however large the snapshot is. */
const KEPT = 4;

/**
 * The list of a snapshot's blocks, page by page as it is needed, with the tokens of the pages that were used last.
 * Pages are asked for by their first block and not by page token, which ends after an hour.
 */
export class BlockPages {
  readonly volumeBlocks: number;
  readonly #fetch: FetchPage;
  #kept: readonly KnownStretch[] = [];
  #loading: Promise<unknown> = Promise.resolve();

  constructor(volumeBytes: number, fetch: FetchPage) {
    this.volumeBlocks = volumeBytes / BLOCK_SIZE;
    this.#fetch = fetch;
  }

  /** The stretch that this block lies in. */
  async at(block: number): Promise<KnownStretch> {
    const known = this.#find(block);
    if (known !== undefined) return known;
    // One at a time: readers side by side that miss the same page ask for it once.
    const loading = this.#loading.then(() => this.#find(block) ?? this.#load(block));
    this.#loading = loading.catch(() => undefined);
    return await loading;
  }

  /** Tokens of that stretch are refused: it is listed again when it is next asked for. */
  forget(stretch: KnownStretch): void {
    this.#kept = this.#kept.filter((kept) => kept !== stretch);
  }

  #find(block: number): KnownStretch | undefined {
    return this.#kept.find(({ first, end }) => first <= block && block < end);
  }

  /**
   * Lists twice: a block that one answer leaves out would pass as zeros, and nothing after this would notice. It costs
   * one request for 5 GiB.
   */
  async #load(first: number): Promise<KnownStretch> {
    const one = await this.#list(first);
    const two = await this.#list(first);
    const end = Math.min(one.end, two.end);
    const tokens = new Map([...two.tokens].filter(([index]) => index < end));
    if (
      !sameBlocks(
        tokens,
        [...one.tokens.keys()].filter((index) => index < end),
      )
    )
      throw new PortError('source.device-error', 'two lists of the same blocks differ', {
        retryable: true,
      });
    const stretch = { first, end, tokens };
    this.#kept = [stretch, ...this.#kept].slice(0, KEPT);
    return stretch;
  }

  async #list(first: number): Promise<KnownStretch> {
    const page = await fullPage(this.#fetch, first);
    if (page.volumeBytes !== this.volumeBlocks * BLOCK_SIZE)
      throw new PortError('source.changed', 'the snapshot has another size than at the opening');
    const [start] = page.blocks;
    if (start !== undefined && start.index < first)
      throw new PortError('source.changed', 'the snapshot lists blocks that were not asked for');
    const last = page.blocks.at(-1);
    const end = page.next === undefined || last === undefined ? this.volumeBlocks : last.index + 1;
    return { first, end, tokens: new Map(page.blocks.map(({ index, token }) => [index, token])) };
  }
}

function sameBlocks(tokens: ReadonlyMap<number, string>, indexes: readonly number[]): boolean {
  return tokens.size === indexes.length && indexes.every((index) => tokens.has(index));
}

/** A page may be empty although more follow (API reference, ListSnapshotBlocks): goes on until one is not. */
async function fullPage(fetch: FetchPage, from: number): Promise<ListPage> {
  let page = await fetch(from);
  while (page.blocks.length === 0 && page.next !== undefined) page = await fetch(from, page.next);
  return page;
}
