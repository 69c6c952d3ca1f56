import type {
  BlockRange,
  Manifest,
  SegmentFacts,
  Sha256,
  SourceFacts,
  StoredObject,
} from '@afo/domain';
import { blockCount, MAX_CONTENT_BYTES, segmentRange, sha256Schema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type {
  ContentSource,
  DigestAlgorithm,
  ImageCodec,
  Progress,
  RunningDigest,
  SealedStretch,
} from '@afo/ports';
import { BlockBook } from './block-book.ts';
import { Meter } from '../evidence/meter.ts';
import { RangeList, totalOf } from './ranges.ts';
import { replaySegment } from './replay-segment.ts';
import { mustFit, sealedSegments } from './sealed-segments.ts';
import type { Place, SealedSegment } from './sealed-segments.ts';
import { SegmentWriter } from './segment-writer.ts';
import { SourceReader } from './source-reader.ts';

export interface AcquireContent {
  readonly place: Place;
  readonly codec: ImageCodec;
  readonly source: ContentSource;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** Milliseconds since any point in time, for the rate of progress. */
  readonly now: () => number;
  /** True for an error of the source after which what was read is kept, and the rest is entered as missing. */
  readonly salvages?: (error: unknown) => boolean;
  /** Blocks per segment; as the size says where it is not given. Every attempt at an item must say the same. */
  readonly segmentBlocks?: number;
  /** Hears of every segment that is in the vault, in order, also of those that earlier attempts had committed. */
  readonly onCommitted?: (segment: StoredObject) => void;
  /** Sees all content once, in order; no bytes stand for zeros. */
  readonly observe?: (bytes: number, content?: Uint8Array) => void;
}

/** What an acquisition put into the vault, for the manifest. */
export interface AcquiredContent {
  readonly source: SourceFacts;
  readonly content: { readonly bytes: number; readonly sha256: Sha256 };
  /** Digests that the container holds, and ours beside them. */
  readonly digests: Readonly<Partial<Record<DigestAlgorithm, string>>>;
  readonly stored: readonly StoredObject[];
  readonly blocks: NonNullable<Manifest['blocks']>;
  readonly absent: readonly (readonly [number, number])[];
  readonly missing: readonly (readonly [number, number])[];
  /** Bytes in blocks that are all zeros, whether the source said so or they were found to be. */
  readonly zeroBytes: number;
  /** Why the source was lost, when it was. */
  readonly lost: unknown;
  /** Segments that an earlier attempt had sealed, and that were not read from the source again. */
  readonly resumed: number;
}

/**
 * Reads a source once and seals it in segments: digest over everything, digest per block, zeros, zstd. Goes on behind
 * the segments that an earlier attempt has committed; those are read again from the vault, not from the source, to
 * rebuild the digests. The same source gives the same objects, however often it was interrupted.
 * @throws PortError `source.*` without salvage, `vault.*`; PipelineError `evidence.digest-mismatch`
 */
export async function acquireContent(request: AcquireContent): Promise<AcquiredContent> {
  const facts = await describe(request.source);
  const sealed = await sealedSegments(request.place);
  const rangeOf = (part: number): BlockRange | undefined =>
    segmentRange(facts.bytes, part, request.segmentBlocks);
  mustFit(sealed, facts, rangeOf);
  const algorithms = algorithmsFor(facts);
  const running = request.codec.digest(algorithms);
  const book = await BlockBook.open(request.place.vault, request.place.case, request.place.item);
  const meter = new Meter(request, facts.bytes);
  const work: Work = { request, facts, rangeOf, running, book, meter, zeros: { bytes: 0 } };
  try {
    for (const segment of sealed) {
      request.onCommitted?.(segment.object);
      await replaySegment(work, segment);
    }
    const reader = readerOf(work, sealed);
    const fresh = await sealRest(work, reader, sealed.length).finally(() => reader.close());
    return await finish(work, [...sealed, ...fresh], { resumed: sealed.length, lost: reader.lost });
  } finally {
    await running.discard();
    await book.abort();
  }
}

/** One acquisition on its way. */
export interface Work {
  readonly request: AcquireContent;
  readonly facts: SourceFacts;
  /** The blocks of a segment; undefined behind the last one. */
  readonly rangeOf: (part: number) => BlockRange | undefined;
  readonly running: RunningDigest;
  readonly book: BlockBook;
  readonly meter: Meter;
  readonly zeros: { bytes: number };
}

/** Refuses what can never be evidence before anything of it is stored (F-01, F-72). */
async function describe(source: ContentSource): Promise<SourceFacts> {
  const facts = await source.describe();
  if (facts.bytes === 0) throw new PortError('source.empty', 'the source holds no bytes');
  if (facts.bytes > MAX_CONTENT_BYTES)
    throw new PortError('source.impossible-size', `the source claims ${String(facts.bytes)} bytes`);
  return facts;
}

const algorithmsFor = ({ embedded = {} }: SourceFacts): readonly DigestAlgorithm[] => [
  'sha256',
  ...(embedded.sha1 === undefined ? [] : (['sha1'] as const)),
  ...(embedded.md5 === undefined ? [] : (['md5'] as const)),
];

function readerOf(
  { request, facts, rangeOf }: Work,
  sealed: readonly SealedSegment[],
): SourceReader {
  const { source, salvages = () => false } = request;
  const next = rangeOf(sealed.length)?.[0] ?? blockCount(facts.bytes);
  return new SourceReader({ source, facts, salvages }, next);
}

async function sealRest(
  work: Work,
  reader: SourceReader,
  firstPart: number,
): Promise<readonly SealedSegment[]> {
  const segments: SealedSegment[] = [];
  for (let part = firstPart; ; part += 1) {
    const range = work.rangeOf(part);
    if (range === undefined) break;
    segments.push(await sealSegment(work, reader, { part, range }));
  }
  await reader.confirm();
  return segments;
}

interface Segment {
  readonly part: number;
  readonly range: BlockRange;
}

async function sealSegment(
  work: Work,
  reader: SourceReader,
  { part, range }: Segment,
): Promise<SealedSegment> {
  const { place, codec, signal } = work.request;
  const gaps = { absent: new RangeList(), missing: new RangeList() };
  const writer = await SegmentWriter.open(place.vault, {
    case: place.case,
    item: place.item,
    part,
  });
  try {
    for await (const stretch of codec.seal(reader.segment(range, gaps), work.running)) {
      signal.throwIfAborted();
      await writer.add(stretch);
      for (const { digest } of stretch.blocks ?? []) await work.book.add(digest);
      if (stretch.blocks === undefined) await work.book.addZeros(stretch.bytes);
      work.zeros.bytes += zeroBytesOf(stretch);
      work.request.observe?.(stretch.bytes, stretch.content);
      work.meter.add(stretch.bytes, 'acquiring');
    }
    const facts = factsOf(work, { part, range }, gaps);
    const object = await writer.commit(facts);
    work.request.onCommitted?.(object);
    return { object, facts };
  } finally {
    await writer.abort();
  }
}

const zeroBytesOf = ({ bytes, blocks }: SealedStretch): number =>
  blocks === undefined
    ? bytes
    : blocks.reduce((sum, block) => sum + (block.frame === undefined ? block.bytes : 0), 0);

function factsOf(
  { request: { place }, facts: source }: Work,
  { part, range }: Segment,
  gaps: { readonly absent: RangeList; readonly missing: RangeList },
): SegmentFacts {
  return {
    v: 1,
    case: place.case,
    item: place.item,
    part,
    source,
    blocks: [range[0], range[1]],
    absent: gaps.absent.list(),
    missing: gaps.missing.list(),
  };
}

async function finish(
  work: Work,
  segments: readonly SealedSegment[],
  end: { readonly resumed: number; readonly lost: unknown },
): Promise<AcquiredContent> {
  const absent = joinedOf(segments.map(({ facts }) => facts.absent));
  const missing = joinedOf(segments.map(({ facts }) => facts.missing));
  if (totalOf(missing) >= work.facts.bytes) throw nothingRead(end.lost);
  const digests = await work.running.finish();
  const blocks = await work.book.commit();
  work.meter.end('acquired');
  return {
    source: work.facts,
    content: { bytes: work.facts.bytes, sha256: sha256Schema.parse(digests.sha256) },
    digests,
    stored: segments.map(({ object }) => object),
    blocks,
    absent,
    missing,
    zeroBytes: work.zeros.bytes,
    ...end,
  };
}

function joinedOf(
  lists: readonly (readonly (readonly [number, number])[])[],
): readonly (readonly [number, number])[] {
  const joined = new RangeList();
  for (const [start, length] of lists.flat()) joined.add(start, length);
  return joined.list();
}

const nothingRead = (lost: unknown): unknown =>
  lost ?? new PortError('source.device-error', 'not one byte of the source could be read');
