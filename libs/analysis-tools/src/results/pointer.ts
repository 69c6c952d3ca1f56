import type { PointerDraft } from '@afo/ports';
import type { FileEntry } from '../inventory/file-entry.ts';
import { pathText } from '../inventory/path-text.ts';

/** Where in a file something stands. */
export interface Spot {
  readonly line?: number;
  readonly record?: number;
}

/** Points to a name of the image, exactly enough that other tools find it again: file system, inode and path. */
export const pointerTo = (entry: FileEntry, spot: Spot = {}): PointerDraft => ({
  offset: entry.volume,
  ...(entry.inode === '' ? {} : { inode: entry.inode }),
  ...pathText(entry.pathBytes),
  ...spot,
  ...(entry.state === 'live' ? {} : { deleted: true }),
});
