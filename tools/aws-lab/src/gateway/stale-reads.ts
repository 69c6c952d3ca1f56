import type { Reply } from './reply.ts';

const KEPT = 500;
/** A larger answer is not kept: a long run must not fill the memory. */
const LARGEST = 128 * 1024;

/** The last true answer to each look, for the fault that answers as if the changes since had not arrived. */
export class StaleReads {
  readonly #kept = new Map<string, Reply>();

  keep(key: string, reply: Reply): void {
    this.#kept.delete(key);
    if (reply.body.length > LARGEST) return;
    this.#kept.set(key, reply);
    if (this.#kept.size <= KEPT) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }

  older(key: string): Reply | undefined {
    return this.#kept.get(key);
  }
}
