/**
 * The arithmetic of acquisition, off the thread that asks: SHA-256 over everything, SHA-256 and zstd block by block.
 * It holds no evidence beyond a few buffers, and knows neither source nor vault.
 */
export interface ImageCodec {
  /** Digests that run over content in the order in which `seal` or `open` takes it. */
  digest(algorithms: readonly DigestAlgorithm[]): RunningDigest;
  /**
   * Digests and compresses. MUST yield stretches in the order given, fill several side by side, and hold a bounded
   * number of buffers whatever the consumer does (back-pressure). What `fill` throws is thrown here.
   */
  seal(stretches: AsyncIterable<Stretch>, running: RunningDigest): AsyncIterable<SealedStretch>;
  /** Decompresses and digests, in order. @throws PortError `codec.damaged` when a frame does not hold what it says. */
  open(frames: AsyncIterable<Frame>, running: RunningDigest): AsyncIterable<OpenedStretch>;
  /** Ends the threads. */
  close(): Promise<void>;
}

export const digestAlgorithms = ['sha256', 'sha1', 'md5'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

export interface RunningDigest {
  /** Ends the digests; hex by algorithm, in the order asked for. */
  finish(): Promise<Readonly<Partial<Record<DigestAlgorithm, string>>>>;
  /** Gives up. Safe at any time. */
  discard(): Promise<void>;
}

/** Longest stretch of bytes, in blocks. Stretches of zeros have no limit. */
export const STRETCH_BLOCKS = 4;

/**
 * Content to seal: known zeros, or bytes that `fill` puts into the buffer it gets (whole blocks, but for the end). Of
 * blocks that it has digested for itself it writes the SHA-256 into `known`, which has room for one a block: the codec
 * may take it for its own.
 */
export type Stretch =
  | { readonly zeros: number }
  | {
      readonly bytes: number;
      readonly fill: (into: Uint8Array, known: Uint8Array) => Promise<void>;
    };

export interface SealedStretch {
  /** Length of the content. */
  readonly bytes: number;
  /** The content, until the next stretch is asked for; absent where it was known to be zeros. */
  readonly content?: Uint8Array;
  /**
   * Per block its digest and its zstd frame, none for a block of zeros; absent for known zeros. The bytes of a frame
   * are there until the next stretch is asked for.
   */
  readonly blocks?: readonly SealedBlock[];
}

export interface SealedBlock {
  readonly bytes: number;
  readonly digest: Uint8Array;
  readonly frame?: Uint8Array;
}

/**
 * A zstd frame and the bytes that it says it holds (whole blocks but for the end of the content, at most
 * STRETCH_BLOCKS), or what decodes to that many zeros. The bytes are handed over: nobody else uses them afterwards.
 */
export type Frame =
  { readonly zeros: number } | { readonly bytes: Uint8Array; readonly content: number };

export interface OpenedStretch {
  readonly bytes: number;
  /** The content, until the next stretch is asked for; absent for zeros. */
  readonly content?: Uint8Array;
  /** Digests of the blocks, one after the other; absent for zeros. */
  readonly digests?: Uint8Array;
}
