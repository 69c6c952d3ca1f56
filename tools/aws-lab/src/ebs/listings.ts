import { invalid } from './api-error.ts';
import { numberIn } from './route.ts';
import type { Route } from './route.ts';
import { BLOCK_BYTES } from './snapshot-image.ts';
import type { OpenSnapshot } from './snapshot-shelf.ts';
import type { Tokens } from './tokens.ts';

const PAGE_TOKEN_MS = 60 * 60 * 1000;

export interface ListingFacts {
  readonly tokens: Tokens;
  readonly now: number;
  readonly blockTokenMs: number;
  /** What ends a list early: nothing in it, or nothing in this page of it. */
  readonly cut?: 'empty-list' | 'empty-page';
}

interface Page {
  readonly indexes: readonly number[];
  readonly next: number | undefined;
}

/** The answer to ListSnapshotBlocks: blocks that hold data, ascending, a page of them. */
export function snapshotBlocks(route: Route, of: OpenSnapshot, facts: ListingFacts): object {
  const { image } = of;
  const from = image.placeOf(firstOf(route, facts));
  const page = pageOf((place) => image.indexes[from + place], sizeOf(route), facts.cut);
  const Blocks = page.indexes.map((index) => ({
    BlockIndex: index,
    BlockToken: token(of, index, facts),
  }));
  return { Blocks, ...frameOf(route, { of, page, facts }) };
}

/** The answer to ListChangedBlocks: blocks that differ, with a token in each snapshot that holds them. */
export function changedBlocks(
  route: Route,
  snapshots: { readonly first: OpenSnapshot | undefined; readonly second: OpenSnapshot },
  facts: ListingFacts,
): object {
  const { first, second } = snapshots;
  if (first !== undefined && !related(first, second)) throw invalid('UNRELATED_SNAPSHOTS');
  const changed = differences(first, second, firstOf(route, facts));
  const page = pageOf((place) => changed[place], sizeOf(route), facts.cut);
  const ChangedBlocks = page.indexes.map((index) => ({
    BlockIndex: index,
    ...(first?.image.checksums.has(index) === true
      ? { FirstBlockToken: token(first, index, facts) }
      : {}),
    ...(second.image.checksums.has(index) ? { SecondBlockToken: token(second, index, facts) } : {}),
  }));
  return { ChangedBlocks, ...frameOf(route, { of: second, page, facts }) };
}

const related = (first: OpenSnapshot, second: OpenSnapshot): boolean =>
  first.facts.volume !== undefined && first.facts.volume === second.facts.volume;

function differences(
  first: OpenSnapshot | undefined,
  second: OpenSnapshot,
  from: number,
): readonly number[] {
  const all = new Set([...(first?.image.indexes ?? []), ...second.image.indexes]);
  return [...all]
    .filter((index) => index >= from)
    .filter((index) => first?.image.checksums.get(index) !== second.image.checksums.get(index))
    .sort((a, b) => a - b);
}

/** The first block wanted: the page token decides where there is one, as documented. */
function firstOf({ query, snapshot }: Route, { tokens, now }: ListingFacts): number {
  const given = query.get('pageToken');
  if (given === null) return numberIn(query, 'startingBlockIndex') ?? 0;
  const facts = tokens.read('page', given);
  if (facts?.snapshot !== snapshot || facts.expiresAt <= now) throw invalid('INVALID_PAGE_TOKEN');
  return facts.block;
}

/** Fewer than 100 cannot be had; more than 10,000 is refused. */
function sizeOf({ query }: Route): number {
  const size = numberIn(query, 'maxResults') ?? 10_000;
  if (size > 10_000) throw invalid('INVALID_PARAMETER_VALUE');
  return Math.max(100, size);
}

function pageOf(
  at: (place: number) => number | undefined,
  size: number,
  cut: ListingFacts['cut'],
): Page {
  if (cut === 'empty-list') return { indexes: [], next: undefined };
  if (cut === 'empty-page') return { indexes: [], next: at(0) };
  const indexes: number[] = [];
  for (let place = 0; place < size; place += 1) {
    const index = at(place);
    if (index === undefined) break;
    indexes.push(index);
  }
  return { indexes, next: at(size) };
}

const token = (of: OpenSnapshot, block: number, facts: ListingFacts): string =>
  facts.tokens.issue('block', {
    snapshot: of.facts.id,
    block,
    expiresAt: facts.now + facts.blockTokenMs,
  });

function frameOf(
  { snapshot }: Route,
  { of, page, facts }: { of: OpenSnapshot; page: Page; facts: ListingFacts },
): object {
  return {
    BlockSize: BLOCK_BYTES,
    VolumeSize: of.image.volumeGiB,
    ExpiryTime: (facts.now + facts.blockTokenMs) / 1000,
    ...(page.next === undefined
      ? {}
      : {
          NextToken: facts.tokens.issue('page', {
            snapshot,
            block: page.next,
            expiresAt: facts.now + PAGE_TOKEN_MS,
          }),
        }),
  };
}
