import type { BlockRange, Source } from '@afo/domain';
import type { ContentSource, ContentSources } from './content-source.ts';

/** A disk: raw, split raw, qcow2, E01, block device, or a snapshot read block by block. */
export type DiskSource = ContentSource;

/** Opens disks by what they hold, not by their names; a container is opened to the disk inside it. */
export interface DiskSources extends ContentSources {
  /**
   * Runs of blocks in which a disk differs from what it was when an earlier item was read from it, ascending; `since`
   * are the source's facts in the manifest of that item. Absent where a stack cannot tell.
   *
   * MUST: name every block that differs, those that are zeros now too; refuse two that are not states of one disk.
   * @throws PortError `source.unsupported`, also while iterated
   */
  changes?(source: Source, since: Readonly<Record<string, unknown>>): AsyncIterable<BlockRange>;
}
