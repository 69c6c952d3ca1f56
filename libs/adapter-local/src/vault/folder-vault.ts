import { constants } from 'node:fs';
import { mkdir, open, statfs, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CaseId, EvidenceId, Instant, StoredObject } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { EvidenceVault, ObjectWriter, Retention, VaultAddress } from '@afo/ports';
import { onDisk, systemCode } from './disk-error.ts';
import { syncFolder } from './durable.ts';
import { digestOfFile, readObject } from './object-file.ts';
import { FolderObjectWriter } from './object-writer.ts';
import { sweepStaging } from './staging.ts';
import { VaultIndex } from './vault-index.ts';
import type { IndexedObject } from './vault-index.ts';
import { checkAddress, placeOf } from './vault-key.ts';

export interface FolderVaultOptions {
  /** The vault's own folder; made when missing. Nothing else may lie there. */
  readonly root: string;
  /** The trusted clock, for the end of a retention. */
  readonly now: () => Instant;
}

/** An EvidenceVault in a folder of this machine. Several processes may use the same folder. */
export class FolderVault implements EvidenceVault {
  readonly #root: string;
  readonly #staging: string;
  readonly #now: () => Instant;
  readonly #index: VaultIndex;

  constructor(options: FolderVaultOptions) {
    this.#root = resolve(options.root);
    this.#staging = join(this.#root, 'staging');
    this.#now = options.now;
    this.#index = new VaultIndex(this.#root);
  }

  static async open(options: FolderVaultOptions): Promise<FolderVault> {
    return onDisk('opening the vault', async () => {
      await mkdir(join(options.root, 'cases'), { recursive: true, mode: 0o750 });
      await mkdir(join(options.root, 'staging'), { recursive: true, mode: 0o700 });
      await syncFolder(options.root);
      return new FolderVault(options);
    });
  }

  async create(address: VaultAddress): Promise<ObjectWriter> {
    checkAddress(address);
    const place = { root: this.#root, staging: this.#staging, index: this.#index };
    return FolderObjectWriter.begin(place, address);
  }

  async head(key: string): Promise<StoredObject | undefined> {
    return onDisk('looking for an object', () => Promise.resolve(this.#committed(key)));
  }

  async *read(
    key: string,
    range: { readonly start?: number; readonly end?: number } = {},
  ): AsyncIterable<Uint8Array> {
    const object = await this.head(key);
    if (object === undefined) throw notFound(key);
    const { start = 0, end = object.bytes } = range;
    yield* readObject(join(this.#root, object.key), object, {
      start: Math.max(0, start),
      end: Math.min(end, object.bytes),
    });
  }

  async *inventory(caseId: CaseId, item?: EvidenceId): AsyncIterable<StoredObject> {
    yield* await onDisk('listing objects', () =>
      Promise.resolve([...this.#index.list(caseId, item)]),
    );
  }

  async protect(caseId: CaseId, retention: Retention): Promise<void> {
    await onDisk('protecting a case', async () => {
      await this.#index.protect(caseId, retention);
    });
  }

  async retention(key: string): Promise<Retention> {
    return onDisk('reading a retention', () => {
      if (this.#committed(key) === undefined) throw notFound(key);
      return Promise.resolve(this.#index.retention(placeOf(key).case));
    });
  }

  async dispose(key: string): Promise<void> {
    await onDisk('disposing of an object', async () => {
      if (this.#committed(key) === undefined) throw notFound(key);
      this.#index.dispose(key, this.#now());
      await this.#remove(key);
    });
  }

  async sweep(olderThanMs: number): Promise<number> {
    return onDisk('sweeping', async () => {
      const staged = await sweepStaging(this.#staging, olderThanMs);
      let ended = 0;
      for (const unfinished of this.#index.unfinished())
        ended += (await this.#finish(unfinished)) ? 1 : 0;
      return staged + ended;
    });
  }

  async free(): Promise<number | undefined> {
    const { bavail, bsize } = await onDisk('measuring the disk', () => statfs(this.#root));
    return bavail * bsize;
  }

  close(): void {
    this.#index.close();
  }

  #committed(key: string): StoredObject | undefined {
    placeOf(key);
    const found = this.#index.find(key);
    return found?.state === 'committed' ? found.object : undefined;
  }

  /** Ends what a writer that died had begun: a whole file in its place counts, anything else never was. */
  async #finish({ object, state }: IndexedObject): Promise<boolean> {
    const digest = await this.#digestOf(object.key);
    if (state === 'disposed') {
      if (digest !== undefined) await this.#remove(object.key);
      return digest !== undefined;
    }
    // Other bytes under this name are not ours to remove or to bless: the next writer of the object is told.
    if (digest !== object.sha256) return false;
    await syncFolder(join(this.#root, object.key, '..'));
    await this.#index.commit(object.key);
    return true;
  }

  async #digestOf(key: string): Promise<string | undefined> {
    try {
      const file = await open(join(this.#root, key), constants.O_RDONLY | constants.O_NOFOLLOW);
      return await digestOfFile(file).finally(() => file.close());
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #remove(key: string): Promise<void> {
    const path = join(this.#root, key);
    await unlink(path);
    await syncFolder(join(path, '..'));
  }
}

const notFound = (key: string): PortError => new PortError('vault.not-found', `no object ${key}`);
