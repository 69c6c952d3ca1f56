import { createHash } from 'node:crypto';
import type { StoredObject } from '@afo/domain';
import { sha256Schema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ObjectWriter, VaultAddress } from '@afo/ports';
import { portError } from '../aws-error.ts';
import type { VaultBucket } from './bucket.ts';
import { placeBytes, placeStaged } from './place-object.ts';
import { StagingUpload } from './staged-object.ts';
import { keyOf } from './vault-key.ts';

/** Writes one object: in one request when it fits into a part, else by way of the staging prefix. */
export class S3ObjectWriter implements ObjectWriter {
  readonly #bucket: VaultBucket;
  readonly #address: VaultAddress;
  readonly #hash = createHash('sha256');
  readonly #staging: StagingUpload;
  #buffer: Buffer;
  #filled = 0;
  #bytes = 0;
  #isStaged = false;
  #state: 'open' | 'failed' | 'ended' = 'open';

  constructor(bucket: VaultBucket, address: VaultAddress) {
    this.#bucket = bucket;
    this.#address = address;
    this.#staging = new StagingUpload(bucket);
    this.#buffer = Buffer.alloc(0);
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#doing('writing an object', async () => {
      this.#hash.update(chunk);
      this.#bytes += chunk.byteLength;
      for (let at = 0; at < chunk.byteLength;) at += await this.#take(chunk.subarray(at));
      this.#state = 'open';
    });
  }

  commit(): Promise<StoredObject> {
    return this.#doing('committing an object', async () => {
      const sha256 = sha256Schema.parse(this.#hash.digest('hex'));
      const { format, part } = this.#address;
      const committed = await this.#place({
        key: keyOf(this.#address, sha256),
        bytes: this.#bytes,
        sha256,
        format,
        ...(part === undefined ? {} : { part }),
      });
      this.#state = 'ended';
      // What is left below the staging prefix is the sweep's when this fails: the object is committed all the same.
      await this.#staging.remove().catch(() => undefined);
      return committed;
    });
  }

  async abort(): Promise<void> {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#buffer = Buffer.alloc(0);
    try {
      await this.#staging.remove();
    } catch (error) {
      throw portError('vault.unavailable', error, 'giving up an object');
    }
  }

  /** Copies as much as the part has room for, and sends the part when there is more to come. */
  async #take(chunk: Uint8Array): Promise<number> {
    const { partBytes } = this.#bucket;
    if (this.#filled === partBytes) await this.#sendPart();
    const length = Math.min(chunk.byteLength, partBytes - this.#filled);
    if (this.#buffer.byteLength < this.#filled + length) this.#grow(this.#filled + length);
    this.#buffer.set(chunk.subarray(0, length), this.#filled);
    this.#filled += length;
    return length;
  }

  // Most objects are small: memory is taken as it is needed, twice as much each time.
  #grow(needed: number): void {
    const size = Math.min(this.#bucket.partBytes, Math.max(needed, this.#buffer.byteLength * 2));
    const larger = Buffer.allocUnsafeSlow(size);
    larger.set(this.#buffer.subarray(0, this.#filled));
    this.#buffer = larger;
  }

  async #sendPart(): Promise<void> {
    await this.#staging.put(this.#buffer.subarray(0, this.#filled));
    this.#isStaged = true;
    this.#filled = 0;
  }

  async #place(object: StoredObject): Promise<StoredObject> {
    if (!this.#isStaged)
      return placeBytes(this.#bucket, object, this.#buffer.subarray(0, this.#filled));
    await this.#sendPart();
    return placeStaged(this.#bucket, object, await this.#staging.complete());
  }

  async #doing<T>(doing: string, work: () => Promise<T>): Promise<T> {
    if (this.#state !== 'open')
      throw new PortError('vault.unavailable', 'this object was committed, aborted or has failed');
    // Whoever calls again while this one runs would mix up the bytes.
    this.#state = 'failed';
    try {
      return await work();
    } catch (error) {
      throw portError('vault.unavailable', error, doing);
    }
  }
}
