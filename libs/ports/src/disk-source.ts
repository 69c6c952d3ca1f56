import type { BlockRange, DiskFacts, Sha256, Source } from '@afo/domain';

/** What a source says of a block before it is read. */
export interface BlockRun {
  /** Blocks that hold (or may hold) data: first block and how many. */
  readonly range: BlockRange;
}

/**
 * A disk to acquire, read in blocks of BLOCK_SIZE (docs/spec/evidence-item.md §4). Read-only by construction.
 *
 * MUST: report the size as seized before anything is read; list allocated runs in ascending order (blocks not listed
 * are known zeros); read a block as a whole (the last one may be short) or throw: `source.short-read`,
 * `source.device-error` with the unreadable range, `source.changed` when the source is no longer what was described;
 * refuse sizes that the source cannot have (`source.impossible-size`, F-72).
 * MUST NOT: write to, lock, mount or repair the source (C16).
 */
export interface DiskSource {
  describe(): Promise<DiskFacts>;
  /** Allocated runs from block `from` on. A source that cannot tell lists everything. */
  runs(from: number): AsyncIterable<BlockRun>;
  /** The bytes of `count` consecutive blocks from `first`; fewer bytes only at the end of the disk. */
  read(first: number, count: number): Promise<Uint8Array>;
  /** The source's own checksum of a block, where it has one (EBS direct); compared with ours, kept when different. */
  checksum?(block: number): Promise<Sha256 | undefined>;
  close(): Promise<void>;
}

/** Opens the source that a case names. @throws PortError `source.not-found`, `source.unsupported`, `source.empty`. */
export interface DiskSources {
  open(source: Source): Promise<DiskSource>;
}
