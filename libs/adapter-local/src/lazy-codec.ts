import type {
  Frame,
  ImageCodec,
  OpenedStretch,
  RunningDigest,
  SealedStretch,
  Stretch,
} from '@afo/ports';

/** A codec whose threads start when they are needed first: most processes of a stack never need them. */
export class LazyCodec implements ImageCodec {
  readonly #make: () => ImageCodec;
  #codec: ImageCodec | undefined;

  constructor(make: () => ImageCodec) {
    this.#make = make;
  }

  digest(...given: Parameters<ImageCodec['digest']>): RunningDigest {
    return this.#started().digest(...given);
  }

  seal(stretches: AsyncIterable<Stretch>, running: RunningDigest): AsyncIterable<SealedStretch> {
    return this.#started().seal(stretches, running);
  }

  open(frames: AsyncIterable<Frame>, running: RunningDigest): AsyncIterable<OpenedStretch> {
    return this.#started().open(frames, running);
  }

  async close(): Promise<void> {
    await this.#codec?.close();
  }

  #started(): ImageCodec {
    this.#codec ??= this.#make();
    return this.#codec;
  }
}
