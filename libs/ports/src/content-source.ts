import type { BlockRange, ByteRange, Source, SourceFacts } from '@afo/domain';

/**
 * Bytes of known size to seize, read in blocks of BLOCK_SIZE (docs/spec/evidence-item.md §4): a disk, a memory file, a
 * log. Read-only by construction.
 *
 * MUST: report the size as seized before anything is read; list runs of blocks that hold (or may hold) data in
 * ascending order (blocks not listed are known zeros); refuse sizes that it cannot have (`source.impossible-size`,
 * F-72); say so when it ends before it should (`source.short-read`), is gone (`source.not-found`), is no longer what
 * was described (`source.changed`) or fails as a whole (`source.device-error`). Reads may run side by side.
 * MUST NOT: write to, lock, mount or repair the source (C16); name in `facts` anything that differs between two
 * openings of the unchanged source, since a resumed acquisition compares them.
 */
export interface ContentSource {
  describe(): Promise<SourceFacts>;
  /** Runs of blocks that may hold data, from block `from` on. A source that cannot tell lists everything. */
  runs(from: number): AsyncIterable<BlockRange>;
  /**
   * Fills `into` with the bytes from block `first` on; its length is whole blocks, but for the end of the content.
   * Stretches that cannot be read, after retries and as small as the source allows, become zeros and are returned. A
   * source with checksums of its own (EBS direct, E01) compares them: what does not match cannot be read. One that has
   * computed SHA-256 of whole blocks for that writes them into `known` (32 bytes a block) and saves whoever seals them
   * from doing it again; never of a block that could not be read.
   */
  read(first: number, into: Uint8Array, known?: Uint8Array): Promise<readonly ByteRange[]>;
  /** Looks again, after the last read: @throws PortError `source.changed` when it is not what was described. */
  confirm(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the sources that a case names.
 * @throws PortError `source.not-found`, `source.unsupported`, `source.empty` (F-01), `source.impossible-size`
 */
export interface ContentSources {
  open(source: Source): Promise<ContentSource>;
}
