import { PortError } from '@afo/ports';
import type { DigestAlgorithm, RunningDigest } from '@afo/ports';
import type { CodecThread } from './codec-thread.ts';

/** Content whose bytes are in the buffer once `ready` has resolved; zeros where there is no buffer. */
export interface DigestPart {
  readonly bytes: number;
  readonly buffer?: SharedArrayBuffer;
  readonly ready?: Promise<unknown>;
}

interface Stream {
  readonly algorithm: DigestAlgorithm;
  readonly thread: CodecThread;
}

/** Digests over one content, each in a thread of its own, since SHA-256 cannot be split. */
export class ThreadDigest implements RunningDigest {
  readonly #id: number;
  readonly #streams: readonly Stream[];
  readonly #giveBack: (threads: readonly CodecThread[]) => void;
  #posted: Promise<unknown> = Promise.resolve();
  #open = true;

  constructor(
    id: number,
    streams: readonly Stream[],
    giveBack: (threads: readonly CodecThread[]) => void,
  ) {
    this.#id = id;
    this.#streams = streams;
    this.#giveBack = giveBack;
  }

  /** Goes on with these bytes, after all that was added before; resolves when the buffer is not needed any more. */
  add(part: DigestPart): Promise<unknown> {
    this.#mustBeOpen();
    const turn = Promise.all([this.#posted, part.ready]);
    this.#posted = turn;
    this.#posted.catch(() => undefined);
    return turn.then(() => this.#digest(part));
  }

  async finish(): Promise<Readonly<Partial<Record<DigestAlgorithm, string>>>> {
    this.#mustBeOpen();
    await this.#posted;
    const digests = await this.#end();
    // A digest that was never begun is that of nothing, and nothing is never evidence (F-01).
    if (Object.keys(digests).length !== this.#streams.length)
      throw new PortError('source.empty', 'there were no bytes to digest');
    return digests;
  }

  async discard(): Promise<void> {
    if (!this.#open) return;
    await this.#posted.catch(() => undefined);
    await this.#end();
  }

  async #end(): Promise<Record<string, string>> {
    this.#open = false;
    const digests: Record<string, string> = {};
    for (const { algorithm, thread } of this.#streams) {
      const hex = await thread.finish({ kind: 'finish', stream: this.#id });
      if (hex !== undefined) digests[algorithm] = hex;
    }
    this.#giveBack(this.#streams.map(({ thread }) => thread));
    return digests;
  }

  async #digest({ bytes, buffer }: DigestPart): Promise<void> {
    const task = { kind: 'digest', stream: this.#id, bytes } as const;
    await Promise.all(
      this.#streams.map(({ algorithm, thread }) =>
        thread.digest({ ...task, algorithm, ...(buffer === undefined ? {} : { buffer }) }),
      ),
    );
  }

  #mustBeOpen(): void {
    if (!this.#open) throw new PortError('codec.damaged', 'this digest has ended');
  }
}
