import { canonicalJson } from '@afo/custody';
import type { SegmentFacts, StoredObject } from '@afo/domain';
import { segmentFactsSchema } from '@afo/domain';
import type { EvidenceVault, ObjectWriter, SealedStretch } from '@afo/ports';
import { factsFrame, seekTable, ZERO_FRAME_BYTES, zeroFrame } from './zstd/frames.ts';
import type { TableEntry } from './zstd/frames.ts';

/** Name of the object that holds a segment. */
export const segmentName = (part: number): string => `image.${String(part).padStart(5, '0')}.zst`;

/** Writes one segment: frames of whole blocks, neighbouring zeros in one frame, its facts, its seek table. */
export class SegmentWriter {
  readonly #object: ObjectWriter;
  readonly #entries: TableEntry[] = [];
  #zeros = 0;

  constructor(object: ObjectWriter) {
    this.#object = object;
  }

  static async open(
    vault: EvidenceVault,
    { case: caseId, item, part }: Pick<SegmentFacts, 'case' | 'item' | 'part'>,
  ): Promise<SegmentWriter> {
    const name = segmentName(part);
    const address = { case: caseId, item, name, format: 'zstd-seekable', part } as const;
    return new SegmentWriter(await vault.create(address));
  }

  async add({ bytes, blocks }: Pick<SealedStretch, 'bytes' | 'blocks'>): Promise<void> {
    if (blocks === undefined) this.#zeros += bytes;
    for (const block of blocks ?? []) {
      if (block.frame === undefined) this.#zeros += block.bytes;
      else {
        await this.#flushZeros();
        await this.#write(block.frame, block.bytes);
      }
    }
  }

  /** Ends the segment and commits it, with its facts in the same act. */
  async commit(facts: SegmentFacts): Promise<StoredObject> {
    await this.#flushZeros();
    await this.#write(factsFrame(Buffer.from(canonicalJson(segmentFactsSchema.parse(facts)))), 0);
    await this.#object.write(seekTable(this.#entries));
    return await this.#object.commit();
  }

  async abort(): Promise<void> {
    await this.#object.abort();
  }

  async #flushZeros(): Promise<void> {
    for (; this.#zeros > 0;) {
      const bytes = Math.min(this.#zeros, ZERO_FRAME_BYTES);
      this.#zeros -= bytes;
      await this.#write(zeroFrame(bytes), bytes);
    }
  }

  async #write(frame: Uint8Array, content: number): Promise<void> {
    await this.#object.write(frame);
    this.#entries.push({ stored: frame.byteLength, content });
  }
}
