import { sha256Hex } from '@afo/custody';
import type { CaseId, EvidenceId, StoredObject } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { EvidenceVault, ObjectWriter, Retention, VaultAddress } from '@afo/ports';

/** A vault in memory, for tests of use cases. */
export class MemoryVault implements EvidenceVault {
  readonly #objects = new Map<
    string,
    { readonly object: StoredObject; readonly bytes: Uint8Array }
  >();
  readonly #retention = new Map<string, Retention>();

  async create(address: VaultAddress): Promise<ObjectWriter> {
    await Promise.resolve();
    const chunks: Uint8Array[] = [];
    return {
      write: async (chunk) => {
        await Promise.resolve();
        chunks.push(Uint8Array.from(chunk));
      },
      commit: async () => {
        await Promise.resolve();
        return this.#commit(address, Buffer.concat(chunks));
      },
      abort: async () => {
        await Promise.resolve();
        chunks.length = 0;
      },
    };
  }

  async head(key: string): Promise<StoredObject | undefined> {
    await Promise.resolve();
    return this.#objects.get(key)?.object;
  }

  async *read(
    key: string,
    range: { readonly start?: number; readonly end?: number } = {},
  ): AsyncIterable<Uint8Array> {
    await Promise.resolve();
    const stored = this.#objects.get(key);
    if (stored === undefined) throw new PortError('vault.not-found', `no object ${key}`);
    yield stored.bytes.slice(range.start ?? 0, range.end ?? stored.bytes.byteLength);
  }

  async *inventory(caseId: CaseId, item?: EvidenceId): AsyncIterable<StoredObject> {
    await Promise.resolve();
    const prefix = item === undefined ? `cases/${caseId}/` : `cases/${caseId}/${item}/`;
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    for (const key of keys) {
      const stored = this.#objects.get(key);
      if (stored !== undefined) yield stored.object;
    }
  }

  async protect(caseId: CaseId, retention: Retention): Promise<void> {
    await Promise.resolve();
    const before = this.#retention.get(caseId);
    const until = [before?.until, retention.until]
      .filter((at) => at !== undefined)
      .sort()
      .at(-1);
    this.#retention.set(caseId, {
      ...(until === undefined ? {} : { until }),
      legalHold: retention.legalHold,
    });
  }

  async retention(key: string): Promise<Retention> {
    await Promise.resolve();
    return this.#retention.get(key.split('/')[1] ?? '') ?? { legalHold: false };
  }

  async dispose(key: string): Promise<void> {
    const { until, legalHold } = await this.retention(key);
    if (legalHold || until !== undefined)
      throw new PortError('vault.protected', `${key} is under retention`);
    this.#objects.delete(key);
  }

  /** Flips a bit in the middle of an item's object of that name, as a failing disk would; for tests of what notices. */
  damage(item: EvidenceId, name: string): void {
    for (const [key, { object, bytes }] of this.#objects) {
      if (!key.includes(`/${item}/`) || !key.includes(name)) continue;
      const damaged = Uint8Array.from(bytes);
      const middle = damaged.length >> 1;
      damaged[middle] = (damaged[middle] ?? 0) ^ 1;
      this.#objects.set(key, { object, bytes: damaged });
    }
  }

  async sweep(): Promise<number> {
    await Promise.resolve();
    return 0;
  }

  async free(): Promise<number | undefined> {
    await Promise.resolve();
    return undefined;
  }

  #commit(
    { case: caseId, item, name, format, part }: VaultAddress,
    bytes: Uint8Array,
  ): StoredObject {
    const sha256 = sha256Hex(bytes);
    const key = `cases/${caseId}/${item}/${sha256.slice(0, 16)}-${name}`;
    const object: StoredObject = {
      key,
      bytes: bytes.byteLength,
      sha256,
      format,
      ...(part === undefined ? {} : { part }),
    };
    const known = this.#objects.get(key);
    if (known !== undefined && known.object.sha256 !== sha256)
      throw new PortError('vault.exists', `${key} exists with other bytes`);
    if (known === undefined) this.#objects.set(key, { object, bytes });
    return known?.object ?? object;
  }
}
