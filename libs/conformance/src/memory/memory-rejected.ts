import { sha256Hex } from '@afo/custody';
import type { RejectedDraft, RejectedEvent, RejectedEvents } from '@afo/ports';
import { PortError } from '@afo/ports';

/** Rejected events in memory, for tests of use cases. */
export class MemoryRejectedEvents implements RejectedEvents {
  readonly #kept = new Map<string, RejectedDraft>();
  readonly #settled = new Set<string>();

  async keep(rejection: RejectedDraft): Promise<string> {
    await Promise.resolve();
    const { code, reason, raw } = rejection;
    const id = sha256Hex(JSON.stringify([code, reason, Buffer.from(raw).toString('base64')])).slice(
      0,
      32,
    );
    if (!this.#kept.has(id)) this.#kept.set(id, rejection);
    this.#settled.delete(id);
    return id;
  }

  async list(): Promise<readonly RejectedEvent[]> {
    await Promise.resolve();
    return [...this.#kept]
      .filter(([id]) => !this.#settled.has(id))
      .map(([id, { raw, ...told }]) => ({
        id,
        ...told,
        sha256: sha256Hex(raw),
        bytes: raw.byteLength,
      }))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  async read(id: string): Promise<Uint8Array> {
    await Promise.resolve();
    return this.#find(id).raw;
  }

  async settle(id: string): Promise<void> {
    await Promise.resolve();
    this.#find(id);
    this.#settled.add(id);
  }

  #find(id: string): RejectedDraft {
    const found = this.#kept.get(id);
    if (found === undefined)
      throw new PortError('rejected-events.not-found', 'no such rejected event');
    return found;
  }
}
