import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredObject } from '@afo/domain';
import { sha256Schema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ObjectWriter, VaultAddress } from '@afo/ports';
import { onDisk, systemCode } from './disk-error.ts';
import { makeFolder, removeIfThere, syncFolder } from './durable.ts';
import { digestOfFile } from './object-file.ts';
import { stagingName } from './staging.ts';
import type { VaultIndex } from './vault-index.ts';
import { keyOf } from './vault-key.ts';

export interface WriterPlace {
  readonly root: string;
  readonly staging: string;
  readonly index: VaultIndex;
}

/** So much may wait in the page cache; more would make `commit` stand still for the whole of it. */
const FLUSH_BYTES = 64 * 1024 * 1024;
const READ_ONLY = 0o444;

/** Writes one object: to a file that nobody sees, then by a hard link to the name that nobody can take twice. */
export class FolderObjectWriter implements ObjectWriter {
  readonly #place: WriterPlace;
  readonly #address: VaultAddress;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #unflushed = 0;
  #flush: Promise<unknown> = Promise.resolve();
  #state: 'open' | 'failed' | 'ended' = 'open';

  constructor(place: WriterPlace, address: VaultAddress, staged: StagedFile) {
    this.#place = place;
    this.#address = address;
    this.#path = staged.path;
    this.#file = staged.file;
  }

  static async begin(place: WriterPlace, address: VaultAddress): Promise<FolderObjectWriter> {
    const path = join(place.staging, stagingName());
    const file = await onDisk('opening an object', () => open(path, 'wx', 0o600));
    return new FolderObjectWriter(place, address, { path, file });
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#mustBeOpen();
    try {
      await onDisk('writing an object', () => this.#append(chunk));
    } catch (error) {
      this.#state = 'failed';
      throw error;
    }
  }

  async commit(): Promise<StoredObject> {
    this.#mustBeOpen();
    this.#state = 'failed';
    const object = await onDisk('committing an object', () => this.#commit());
    this.#state = 'ended';
    return object;
  }

  async abort(): Promise<void> {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    await this.#flush.catch(() => undefined);
    await onDisk('giving up an object', async () => {
      await this.#file.close();
      await removeIfThere(this.#path);
    });
  }

  async #append(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.byteLength;) {
      // A write may be short, e.g. when the disk has just become full: the next one then says so.
      const { bytesWritten } = await this.#file.write(chunk, done);
      done += bytesWritten;
    }
    this.#hash.update(chunk);
    this.#bytes += chunk.byteLength;
    this.#unflushed += chunk.byteLength;
    if (this.#unflushed >= FLUSH_BYTES) await this.#flushBehind();
  }

  /** Starts to bring what was written to the disk, beside the next writes; waits only for the flush before. */
  async #flushBehind(): Promise<void> {
    this.#unflushed = 0;
    await this.#flush;
    this.#flush = this.#file.datasync();
    // Its failure is thrown by the next flush or by `commit`; it must not end the process before that.
    this.#flush.catch(() => undefined);
  }

  async #commit(): Promise<StoredObject> {
    await this.#flush;
    await this.#file.chmod(READ_ONLY);
    await this.#file.sync();
    await this.#file.close();
    const sha256 = sha256Schema.parse(this.#hash.digest('hex'));
    const { format, part } = this.#address;
    const object: StoredObject = {
      key: keyOf(this.#address, sha256),
      bytes: this.#bytes,
      sha256,
      format,
      ...(part === undefined ? {} : { part }),
    };
    const committed = await putInPlace(this.#place, this.#path, object);
    await removeIfThere(this.#path);
    return committed;
  }

  #mustBeOpen(): void {
    if (this.#state !== 'open')
      throw new PortError('vault.unavailable', 'this object was committed, aborted or has failed');
  }
}

interface StagedFile {
  readonly path: string;
  readonly file: FileHandle;
}

/** The book says what is meant, the link does it, the book says that it is done: a crash anywhere can be told. */
async function putInPlace(
  { root, index }: WriterPlace,
  staged: string,
  object: StoredObject,
): Promise<StoredObject> {
  const path = join(root, object.key);
  await makeFolder(root, dirname(path));
  await index.intend(object);
  try {
    await link(staged, path);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    await mustBeSame(path, object);
  }
  await syncFolder(dirname(path));
  return await index.commit(object.key);
}

async function mustBeSame(path: string, object: StoredObject): Promise<void> {
  const there = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if ((await digestOfFile(there)) !== object.sha256)
      throw new PortError('vault.exists', `${object.key} is there already, with other bytes`);
  } finally {
    await there.close();
  }
}
