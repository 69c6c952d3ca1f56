/** What the codec asks a thread to do, and what it hears. Buffers are shared, frames are handed over. */
export type Task = EncodeTask | DecodeTask | DigestTask | FinishTask;

interface Numbered {
  readonly id: number;
}

/** Digest and compress the blocks in the first `bytes` of the buffer. */
export interface EncodeTask extends Numbered {
  readonly kind: 'encode';
  readonly buffer: SharedArrayBuffer;
  readonly bytes: number;
  readonly blockSize: number;
  readonly level: number;
  /** SHA-256 of the blocks, one after the other, as far as it is known; zeros where it is not. */
  readonly known: Uint8Array;
}

/** Decompress the frames into the buffer, one after the other, and digest the blocks. */
export interface DecodeTask extends Numbered {
  readonly kind: 'decode';
  readonly buffer: SharedArrayBuffer;
  readonly frames: readonly { readonly bytes: Uint8Array; readonly content: number }[];
  readonly blockSize: number;
}

/** Go on with a running digest: over the first `bytes` of the buffer, or over so many zeros where there is none. */
export interface DigestTask extends Numbered {
  readonly kind: 'digest';
  readonly stream: number;
  readonly algorithm: string;
  readonly buffer?: SharedArrayBuffer;
  readonly bytes: number;
}

export interface FinishTask extends Numbered {
  readonly kind: 'finish';
  readonly stream: number;
}

export type Answer =
  | Encoded
  | Decoded
  | (Numbered & { readonly hex?: string })
  | (Numbered & { readonly failure: string });

export interface Encoded extends Numbered {
  readonly digests: Uint8Array;
  /** Each block's frame, empty for a block of zeros; each in a buffer of its own. */
  readonly frames: readonly Uint8Array<ArrayBuffer>[];
}

export interface Decoded extends Numbered {
  readonly digests: Uint8Array;
}
