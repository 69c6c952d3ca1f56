/** What the file system says of a name: in use, deleted, or deleted and its inode taken by another file since. */
export type NameState = 'live' | 'deleted' | 'reallocated';

export type FileType =
  'file' | 'folder' | 'link' | 'fifo' | 'character' | 'block' | 'socket' | 'virtual' | 'unknown';

/** Seconds since 1970; absent where the file system keeps none or it is zero. */
export interface FileTimes {
  readonly modified?: number;
  readonly accessed?: number;
  readonly changed?: number;
  readonly born?: number;
  readonly deleted?: number;
}

/** A stretch of a file's content in the image; without `imageOffset` it is a hole, that is zeros. */
export interface ContentRun {
  readonly fileOffset: number;
  readonly imageOffset?: number;
  readonly length: number;
}

/** One name in one file system of the image. */
export interface FileEntry {
  readonly id: number;
  /** Byte offset of the file system in the image. */
  readonly volume: number;
  /** Address of the metadata; empty when the name points nowhere any more. */
  readonly inode: string;
  /** The path as text, U+FFFD where it is not UTF-8. */
  readonly path: string;
  readonly pathBytes: Uint8Array;
  readonly state: NameState;
  readonly type: FileType;
  /** Permission bits with SUID, SGID and sticky. */
  readonly mode: number;
  readonly links: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly times: FileTimes;
  /** Text of a symbolic link; the Sleuth Kit shows control characters in it as `^`. */
  readonly target?: string;
  /** The content lies inside of the metadata (or compressed), so the runs do not give it. */
  readonly resident: boolean;
}
