import type { FramePiece, ZstdFrames } from './zstd-frames.ts';

/**
 * The data frames of a stream, one after the other, each as a stream of its own. What a reader leaves of a frame is
 * passed over before the next one begins.
 * @throws {VerifyError} `verify.undecodable` for bytes that are no frames, or end inside one.
 */
export async function* dataFrames(
  chunks: AsyncIterable<Uint8Array>,
  frames: ZstdFrames,
): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const pieces = piecesOf(chunks, frames);
  for (let first = await pieces.next(); first.done !== true; first = await pieces.next()) {
    const frame = oneFrame(first.value, pieces);
    yield frame;
    // A frame that nobody has begun to read is passed over too.
    while ((await frame.next()).done !== true);
  }
}

async function* piecesOf(
  chunks: AsyncIterable<Uint8Array>,
  frames: ZstdFrames,
): AsyncGenerator<FramePiece> {
  for await (const chunk of chunks) yield* frames.feed(chunk);
  frames.end();
}

async function* oneFrame(
  first: FramePiece,
  rest: AsyncIterator<FramePiece, unknown>,
): AsyncGenerator<Uint8Array> {
  let next: IteratorResult<FramePiece, unknown> = { done: false, value: first };
  try {
    for (; next.done !== true; next = await rest.next()) {
      yield next.value.bytes;
      if (next.value.isEnd) return;
    }
  } finally {
    while (next.done !== true && !next.value.isEnd) next = await rest.next();
  }
}
