import { BLOCK_SIZE } from '@afo/domain';
import { PortError, STRETCH_BLOCKS } from '@afo/ports';
import type { Frame } from '@afo/ports';

export type DataFrame = Exclude<Frame, { readonly zeros: number }>;

/** Frames that one thread decodes in one go. */
export interface FrameBatch {
  readonly frames: readonly DataFrame[];
  readonly bytes: number;
}

const MOST_BYTES = STRETCH_BLOCKS * BLOCK_SIZE;

/**
 * Puts neighbouring frames together until a buffer is full. Only the last frame of a content may hold less than whole
 * blocks, or every block digest after it would be of other bytes.
 */
export async function* framesInBatches(
  frames: AsyncIterable<Frame>,
): AsyncIterable<FrameBatch | { readonly zeros: number }> {
  let batch = new Batch();
  let ended = false;
  for await (const frame of frames) {
    const bytes = 'zeros' in frame ? frame.zeros : frame.content;
    if (ended || bytes === 0)
      throw new PortError('codec.damaged', 'a frame is not of whole blocks');
    ended = bytes % BLOCK_SIZE !== 0;
    if (!batch.isEmpty && ('zeros' in frame || !batch.hasRoom(bytes))) {
      yield batch;
      batch = new Batch();
    }
    if ('zeros' in frame) yield frame;
    else batch.add(frame);
  }
  if (!batch.isEmpty) yield batch;
}

class Batch implements FrameBatch {
  readonly frames: DataFrame[] = [];
  bytes = 0;

  get isEmpty(): boolean {
    return this.frames.length === 0;
  }

  hasRoom(bytes: number): boolean {
    return this.bytes + bytes <= MOST_BYTES;
  }

  add(frame: DataFrame): void {
    if (!this.hasRoom(frame.content))
      throw new PortError('codec.damaged', `a frame claims ${String(frame.content)} bytes`);
    this.frames.push(frame);
    this.bytes += frame.content;
  }
}
