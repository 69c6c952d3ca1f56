import { VerifyError } from '../errors.ts';

/** A frame as it lies in an object: a data frame, or a skippable one that another frame follows. */
export interface Frame {
  readonly compressedBytes: number;
  /** Length of what it decodes to, where its header says so; 0 for a skippable frame. */
  readonly contentBytes: number | undefined;
}

/** Bytes of a data frame; `isEnd` for its last ones. */
export interface FramePiece {
  readonly bytes: Uint8Array;
  readonly isEnd: boolean;
}

/** What is expected next: so many bytes, kept for `next` or only counted, part of a data frame or not. */
interface State {
  readonly needed: number;
  readonly keep: boolean;
  readonly isData: boolean;
  readonly next: (kept: Uint8Array) => State;
}

const DATA_MAGIC = 0xfd2fb528;
/** The magic numbers of skippable frames differ in the last four bits. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_SKIPPABLE_BYTES = 67_108_864;
const BLOCK_RLE = 1;
const BLOCK_RESERVED = 3;

/**
 * Walks along concatenated zstd frames (RFC 8878 §3.1) without decoding them: hands on the bytes of data frames, notes
 * the length of each, and keeps the payload of a skippable frame at the end. Decoders that stop in silence after the
 * first frame, or at a skippable one, are common; this way they get one data frame at a time.
 */
export class ZstdFrames {
  readonly #frames: Frame[] = [];
  #trailer: Uint8Array | undefined;
  #pending: Frame | undefined;
  #start = 0;
  #contentBytes: number | undefined;
  #position = 0;
  #kept: Uint8Array[] = [];
  #have = 0;
  #state: State = this.#magic();

  /** All frames but a skippable one at the very end: that is where a seek table lies. */
  get frames(): readonly Frame[] {
    return this.#frames;
  }

  /** Payload of the skippable frame at the very end, if there is one. */
  get trailer(): Uint8Array | undefined {
    return this.#trailer;
  }

  /** Takes the next bytes and gives those that belong to data frames. @throws {VerifyError} `verify.undecodable` */
  *feed(chunk: Uint8Array): Generator<FramePiece> {
    let run = 0;
    let at = 0;
    while (at < chunk.length) {
      const { isData } = this.#state;
      if (!isData) run = at;
      at += this.#take(chunk.subarray(at));
      if (isData && !this.#state.isData) yield { bytes: chunk.subarray(run, at), isEnd: true };
      if (!isData && this.#state.isData) {
        run = at;
        yield { bytes: magicBytes(), isEnd: false };
      }
    }
    if (this.#state.isData && run < at) yield { bytes: chunk.subarray(run, at), isEnd: false };
  }

  /** To be called after the last bytes. @throws {VerifyError} `verify.undecodable` inside a frame. */
  end(): void {
    if (this.#start !== this.#position || this.#have > 0)
      throw undecodable('the last frame is cut off');
  }

  /** Takes bytes for the current state, goes to the next state when it has all, and returns how many it took. */
  #take(rest: Uint8Array): number {
    const part = rest.subarray(0, this.#state.needed - this.#have);
    if (this.#state.keep) this.#kept.push(new Uint8Array(part));
    this.#have += part.length;
    this.#position += part.length;
    // States that need nothing are passed at once.
    while (this.#have === this.#state.needed) {
      const kept = Buffer.concat(this.#kept);
      [this.#kept, this.#have] = [[], 0];
      this.#state = this.#state.next(kept);
    }
    return part.length;
  }

  #magic(): State {
    this.#start = this.#position;
    return {
      needed: 4,
      keep: true,
      isData: false,
      next: (bytes) => {
        const magic = u32(bytes);
        if (magic === DATA_MAGIC) return this.#descriptor();
        if ((magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC) return this.#skippableSize();
        throw undecodable('bytes that are no zstd frame');
      },
    };
  }

  #skippableSize(): State {
    return { needed: 4, keep: true, isData: false, next: (bytes) => this.#skippable(u32(bytes)) };
  }

  #skippable(needed: number): State {
    if (needed > MAX_SKIPPABLE_BYTES) throw undecodable('a skippable frame of more than 64 MiB');
    const next = (payload: Uint8Array): State => {
      this.#keepPending();
      this.#pending = { compressedBytes: this.#position - this.#start, contentBytes: 0 };
      this.#trailer = payload;
      return this.#magic();
    };
    return { needed, keep: true, isData: false, next };
  }

  /** A skippable frame counts as soon as it is known not to be the last one. */
  #keepPending(): void {
    if (this.#pending !== undefined) this.#frames.push(this.#pending);
    this.#pending = undefined;
  }

  #descriptor(): State {
    this.#keepPending();
    this.#trailer = undefined;
    return {
      needed: 1,
      keep: true,
      isData: true,
      next: ([descriptor = 0]) => this.#header(descriptor),
    };
  }

  #header(descriptor: number): State {
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const windowBytes = isSingleSegment ? 0 : 1;
    // 0, 1, 2 or 4 bytes; 0 (or 1 in a single segment), 2, 4 or 8 bytes.
    const dictionaryFlag = descriptor & 3;
    const dictionaryBytes = dictionaryFlag === 3 ? 4 : dictionaryFlag;
    const sizeFlag = descriptor >> 6;
    const sizeBytes = sizeFlag === 0 ? 1 - windowBytes : 2 ** sizeFlag;
    const hasChecksum = (descriptor & 4) !== 0;
    const next = (header: Uint8Array): State => {
      this.#contentBytes = contentSize(header.subarray(windowBytes + dictionaryBytes));
      return this.#block(hasChecksum);
    };
    return { needed: windowBytes + dictionaryBytes + sizeBytes, keep: true, isData: true, next };
  }

  #block(hasChecksum: boolean): State {
    const next = ([low = 0, middle = 0, high = 0]: Uint8Array): State => {
      const header = low | (middle << 8) | (high << 16);
      const type = (header >> 1) & 3;
      if (type === BLOCK_RESERVED) throw undecodable('a block of a reserved type');
      const after =
        (header & 1) === 0 ? () => this.#block(hasChecksum) : () => this.#checksum(hasChecksum);
      return {
        needed: type === BLOCK_RLE ? 1 : header >> 3,
        keep: false,
        isData: true,
        next: after,
      };
    };
    return { needed: 3, keep: true, isData: true, next };
  }

  #checksum(hasChecksum: boolean): State {
    const next = (): State => {
      this.#frames.push({
        compressedBytes: this.#position - this.#start,
        contentBytes: this.#contentBytes,
      });
      return this.#magic();
    };
    return { needed: hasChecksum ? 4 : 0, keep: false, isData: true, next };
  }
}

/** Frame_Content_Size; two bytes count from 256 (RFC 8878 §3.1.1.1.4). */
function contentSize(field: Uint8Array): number | undefined {
  const bytes = Buffer.from(field);
  switch (bytes.length) {
    case 0:
      return undefined;
    case 2:
      return bytes.readUInt16LE() + 256;
    case 8:
      return Number(bytes.readBigUInt64LE());
    default:
      return bytes.readUIntLE(0, bytes.length);
  }
}

const u32 = (bytes: Uint8Array): number => Buffer.from(bytes).readUInt32LE();

const magicBytes = (): Uint8Array => Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

const undecodable = (why: string): VerifyError => new VerifyError('verify.undecodable', why);
