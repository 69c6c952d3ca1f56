import { createHash } from 'node:crypto';
import { bytesOfRange } from '@afo/domain';
import { PipelineError } from '../errors.ts';
import { contentFrames } from '../evidence/content-frames.ts';
import type { Work } from './acquire-content.ts';
import type { SealedSegment } from './sealed-segments.ts';

/** Reads a committed segment from the vault, to bring the digests to where the earlier attempt had them. */
export async function replaySegment(work: Work, { object, facts }: SealedSegment): Promise<void> {
  const { place, codec, signal } = work.request;
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const stretch of codec.open(
    contentFrames(hashed(place.vault.read(object.key), hash)),
    work.running,
  )) {
    signal.throwIfAborted();
    bytes += stretch.bytes;
    if (stretch.digests === undefined) {
      work.zeros.bytes += stretch.bytes;
      await work.book.addZeros(stretch.bytes);
    } else await work.book.add(stretch.digests);
    work.request.observe?.(stretch.bytes, stretch.content);
    work.meter.add(stretch.bytes, 'reading again what is sealed');
  }
  // A committed object cannot be made anew: somebody has to look.
  if (
    hash.digest('hex') !== object.sha256 ||
    bytes !== bytesOfRange(work.facts.bytes, facts.blocks)
  )
    throw new PipelineError(
      'evidence.digest-mismatch',
      `segment ${object.key} is not what was committed`,
    );
}

/** Passes the chunks on, and takes them into the digest. */
export async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
