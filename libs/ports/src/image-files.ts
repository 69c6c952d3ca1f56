import type { Sha256 } from '@afo/domain';

/** A raw image in the making. What is never written reads as zeros (a hole where the file system has holes). */
export interface ImageFileWriter {
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Makes it durable and read-only under its name. */
  commit(): Promise<void>;
  /** Removes it. Safe after any error, and after `commit` (then a no-op). */
  abort(): Promise<void>;
}

/**
 * Raw images on this machine, outside the vault: working copies for analysis, exports for others. Never evidence.
 *
 * MUST: create only (`image-file.exists`); refuse when the disk cannot hold it (`image-file.full`); leave nothing
 * under the name before `commit`.
 */
export interface ImageFiles {
  /** A sparse file of that many bytes; the folder is made when missing. */
  create(path: string, bytes: number): Promise<ImageFileWriter>;
  /** SHA-256 of the file as it is now. @throws PortError `image-file.not-found` */
  digest(
    path: string,
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly sha256: Sha256 }>;
  /** Removes a file that `create` made; nothing when there is none. */
  remove(path: string): Promise<void>;
}
