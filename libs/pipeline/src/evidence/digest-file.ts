import { createHash } from 'node:crypto';
import type { Manifest } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';
import { ChunkReader } from './chunk-reader.ts';
import { PipelineError } from '../errors.ts';

const DIGEST_BYTES = 32;

/** The file of block digests of an item, read once beside the blocks. */
export class DigestFile {
  readonly #reader: ChunkReader;
  readonly #hash = createHash('sha256');

  constructor(vault: EvidenceVault, blocks: NonNullable<Manifest['blocks']>) {
    this.#reader = new ChunkReader(vault.read(blocks.digests.key), cut);
  }

  /** The stored digests of the next blocks, one after the other. @throws PipelineError when there are not so many */
  async next(count: number): Promise<Uint8Array> {
    const digests = await this.#reader.take(count * DIGEST_BYTES);
    this.#hash.update(digests);
    return digests;
  }

  /** Ends the reading: SHA-256 of the whole file, and whether anything was left over. */
  async end(): Promise<{ readonly sha256: string; readonly rest: boolean }> {
    const rest = await this.#reader.has(1);
    return { sha256: this.#hash.digest('hex'), rest };
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }
}

const cut = (): PipelineError =>
  new PipelineError(
    'evidence.digest-mismatch',
    'the file of block digests ends before the blocks do',
  );
