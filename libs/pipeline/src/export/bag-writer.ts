import { createHash } from 'node:crypto';
import type { BagFile, FetchedFile } from '@afo/custody';
import { BAG_DECLARATION, bagInfo, bagManifest, fetchList, payloadOxum } from '@afo/custody';
import type { Sha256 } from '@afo/domain';
import { sha256Schema } from '@afo/domain';
import type { BundleSink } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { oneChunk } from './one-chunk.ts';

/** What the digest of a file must be. */
export interface Expected {
  readonly bytes: number;
  readonly sha256?: Sha256;
}

/** Writes a BagIt bag (RFC 8493) into a sink: payload first, then the files that list it. */
export class BagWriter {
  readonly #sink: BundleSink;
  readonly #payload: (BagFile & { readonly bytes: number })[] = [];
  readonly #fetched: FetchedFile[] = [];
  readonly #tags: BagFile[] = [];

  constructor(sink: BundleSink) {
    this.#sink = sink;
  }

  get fetched(): readonly FetchedFile[] {
    return this.#fetched;
  }

  get payloadBytes(): number {
    return this.#payload.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async text(path: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.stream(path, { bytes: bytes.byteLength }, oneChunk(bytes));
  }

  /** Copies a file and compares it with what it must be. @throws PipelineError `evidence.digest-mismatch` */
  async stream(
    path: string,
    { bytes, sha256 }: Expected,
    content: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const digest = await this.#write(path, bytes, content);
    if (sha256 !== undefined && digest !== sha256)
      throw new PipelineError(
        'evidence.digest-mismatch',
        `${path} is not what was sealed: SHA-256 ${digest} instead of ${sha256}`,
      );
    this.#payload.push({ path, bytes, sha256: digest });
  }

  /** Lists a file that stays where it is. */
  leave(file: FetchedFile, sha256: Sha256): void {
    this.#fetched.push(file);
    this.#payload.push({ path: file.path, bytes: file.bytes, sha256 });
  }

  /** Writes the files of the bag itself. */
  async end(fields: readonly (readonly [label: string, value: string])[]): Promise<void> {
    const oxum = payloadOxum(this.payloadBytes, this.#payload.length);
    await this.#tag('bagit.txt', BAG_DECLARATION);
    await this.#tag('bag-info.txt', bagInfo([...fields, ['Payload-Oxum', oxum]]));
    if (this.#fetched.length > 0) await this.#tag('fetch.txt', fetchList(this.#fetched));
    await this.#tag('manifest-sha256.txt', bagManifest(this.#payload));
    const tags = Buffer.from(bagManifest(this.#tags));
    await this.#write('tagmanifest-sha256.txt', tags.byteLength, oneChunk(tags));
  }

  async #tag(path: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    const sha256 = await this.#write(path, bytes.byteLength, oneChunk(bytes));
    this.#tags.push({ path, sha256 });
  }

  async #write(path: string, bytes: number, content: AsyncIterable<Uint8Array>): Promise<Sha256> {
    const hash = createHash('sha256');
    async function* hashed(): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        hash.update(chunk);
        yield chunk;
      }
    }
    await this.#sink.write({ path, bytes, content: hashed() });
    return sha256Schema.parse(hash.digest('hex'));
  }
}
