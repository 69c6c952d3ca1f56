import type { ContentSource, ContentSources } from './content-source.ts';

/** A disk: raw, split raw, qcow2, E01, block device, or a snapshot read block by block. */
export type DiskSource = ContentSource;

/** Opens disks by what they hold, not by their names; a container is opened to the disk inside it. */
export type DiskSources = ContentSources;
