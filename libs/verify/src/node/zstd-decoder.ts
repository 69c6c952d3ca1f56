import { Readable } from 'node:stream';
import { constants, createZstdDecompress } from 'node:zlib';

import type { Decode } from '../evidence/content.ts';

/** 128 MiB: no frame may need a larger window, whatever it claims (docs/spec/evidence-item.md line 8). */
const MAX_WINDOW_LOG = 27;
const CHUNK_BYTES = 262_144;

/** Decodes zstd frames with the decoder of Node; memory is bounded by the window. */
export const decodeZstd: Decode = async function* (frames) {
  const source = frames[Symbol.asyncIterator]();
  const first = await source.next();
  // The decoder takes a stream without a frame for one that was cut off.
  if (first.done === true) return;
  const input = Readable.from(resumed(first.value, source));
  const params = { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG };
  const decoder = createZstdDecompress({ chunkSize: CHUNK_BYTES, params });
  input.once('error', (error) => decoder.destroy(error));
  const decoded: AsyncIterable<Uint8Array> = input.pipe(decoder);
  try {
    yield* decoded;
  } finally {
    input.destroy();
  }
};

async function* resumed(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  // Copies: the stream holds chunks longer than the reader keeps them valid.
  yield new Uint8Array(first);
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    yield new Uint8Array(next.value);
  }
}
