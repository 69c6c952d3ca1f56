import { PortError } from '@afo/ports';
import type { Frame } from '@afo/ports';
import { walkFrames } from './walk-frames.ts';

/** The frames of an object that hold content, without what a zstd decoder skips. @throws PortError `codec.damaged` */
export async function* contentFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  for await (const frame of walkFrames(chunks)) {
    if (frame.kind === 'zeros') yield { zeros: frame.content };
    if (frame.kind !== 'data') continue;
    if (frame.content === undefined)
      throw new PortError('codec.damaged', 'a frame does not say how much it holds');
    yield { bytes: frame.bytes, content: frame.content };
  }
}
