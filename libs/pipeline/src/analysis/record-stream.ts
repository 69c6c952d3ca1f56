import { canonicalJson } from '@afo/custody';

/** Text is handed on in pieces of about this many characters. */
const PIECE = 65_536;

/** Records on their way into one item, as canonical JSON lines; a slow vault slows the writer down. */
export class RecordStream {
  readonly #sealing: Promise<unknown>;
  #buffer = '';
  #full: PromiseWithResolvers<string | undefined> = Promise.withResolvers();
  #taken: PromiseWithResolvers<void> = Promise.withResolvers();
  #failure: Error | undefined;
  #ended = false;

  constructor(seal: (content: AsyncIterable<Uint8Array>) => Promise<unknown>) {
    this.#sealing = seal(this.#pieces());
    // Whoever writes hears of a failure at the next piece; until then it must not end the process. A replay finds
    // the item sealed already: then nothing is read, and nobody may wait for it.
    this.#sealing
      .catch((cause: unknown) => {
        this.#failure = cause instanceof Error ? cause : new Error(String(cause));
      })
      .finally(() => {
        this.#ended = true;
        this.#taken.resolve();
      });
  }

  async write(record: unknown): Promise<void> {
    this.#buffer += `${canonicalJson(record)}\n`;
    if (this.#buffer.length >= PIECE) await this.#hand(this.#buffer);
  }

  /** Hands on the rest and waits until the item is sealed. */
  async end(): Promise<void> {
    if (this.#buffer !== '') await this.#hand(this.#buffer);
    this.#full.resolve(undefined);
    await this.#sealing;
  }

  /** Ends without an item; what the vault has taken so far is dropped there. */
  async abandon(): Promise<void> {
    this.#full.promise.catch(() => undefined);
    this.#full.reject(new AbandonedError());
    await this.#sealing.catch(() => undefined);
  }

  async #hand(piece: string): Promise<void> {
    this.#buffer = '';
    if (!this.#ended) {
      this.#full.resolve(piece);
      await this.#taken.promise;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = await this.#full.promise;
      if (piece === undefined) return;
      this.#full = Promise.withResolvers();
      const { resolve } = this.#taken;
      this.#taken = Promise.withResolvers();
      resolve();
      yield Buffer.from(piece);
    }
  }
}

class AbandonedError extends Error {}
