import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createZstdDecompress, zstdDecompress } from 'node:zlib';

import type { Decode } from '../evidence/content.ts';

/** 128 MiB: no frame may need a larger window, whatever it claims (docs/spec/evidence-item.md line 8). */
const params = { [constants.ZSTD_d_windowLogMax]: 27 };
const CHUNK_BYTES = 262_144;
/** A frame that is small, and whose content is small, is decoded in one call: a stream costs more than it holds. */
const SMALL_FRAME_BYTES = 1_048_576;
const SMALL_CONTENT_BYTES = 16_777_216;

const atOnce = promisify(zstdDecompress);

/**
 * Decodes one zstd frame with the decoder of Node; memory is bounded by the window and by what is called small. One
 * frame, since Node's stream may drop what follows the first one without a word.
 */
export const decodeZstd: Decode = async function* (frame) {
  const source = frame[Symbol.asyncIterator]();
  const { held, isWhole } = await hold(source);
  const content = isWhole ? await decodedAtOnce(held) : undefined;
  if (content === undefined) yield* decodedAsStream(chunksOf(held, source));
  else yield content;
};

/** Takes so much of a frame as counts as small. */
async function hold(
  source: AsyncIterator<Uint8Array>,
): Promise<{ readonly held: Uint8Array; readonly isWhole: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length <= SMALL_FRAME_BYTES) {
    const next = await source.next();
    if (next.done === true) return { held: Buffer.concat(parts), isWhole: true };
    // A copy: the reader may use its buffer again.
    parts.push(new Uint8Array(next.value));
    length += next.value.length;
  }
  return { held: Buffer.concat(parts), isWhole: false };
}

/** The content of a frame, or undefined when it is not small. */
async function decodedAtOnce(frame: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await atOnce(frame, {
      params,
      chunkSize: CHUNK_BYTES,
      maxOutputLength: SMALL_CONTENT_BYTES,
    });
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

async function* decodedAsStream(frame: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = Readable.from(frame);
  const decoder = createZstdDecompress({ chunkSize: CHUNK_BYTES, params });
  input.once('error', (error) => decoder.destroy(error));
  const decoded: AsyncIterable<Uint8Array> = input.pipe(decoder);
  try {
    yield* decoded;
  } finally {
    input.destroy();
  }
}

async function* chunksOf(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    yield new Uint8Array(next.value);
  }
}
