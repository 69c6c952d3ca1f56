import type { ByteRange } from '@afo/domain';

/** The bytes of a disk or file, however it is kept. All sources of this machine are one of these inside. */
export interface ByteImage {
  readonly bytes: number;
  /** Fills `into` from `offset` on; what cannot be read becomes zeros and is returned as [offset, length]. */
  read(offset: number, into: Uint8Array): Promise<readonly ByteRange[]>;
  /** Stretches [offset, length] from `from` on that may hold data, ascending; the rest is known to be zeros. */
  extents(from: number): AsyncIterable<ByteRange>;
  /** @throws PortError `source.changed` when it is not what it was at the opening */
  confirm(): Promise<void>;
  close(): Promise<void>;
}
