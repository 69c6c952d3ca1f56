import type { Manifest } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { Faults } from './faults.ts';
import { linesOf } from './lines.ts';
import { openContent } from './open-content.ts';

/** What reads a line: a zod schema is one. */
export interface RecordSchema<T> {
  parse(value: unknown): T;
}

/** All records of an item, believed only since the whole was compared. */
export async function allRecords<T>(records: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const record of records) all.push(record);
  return all;
}

/**
 * The records of an item of JSON lines, in its order. The digest of the whole is compared at its end, so whoever acts
 * on single records reads them twice, or drops what he has made when this throws.
 * @throws PipelineError `evidence.digest-mismatch`
 */
export async function* readRecords<T>(
  { vault, codec }: Pick<Ports, 'vault' | 'codec'>,
  manifest: Manifest,
  schema: RecordSchema<T>,
): AsyncGenerator<T> {
  const faults = new Faults();
  const opened = openContent({ vault, codec, manifest }, faults);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const { content } of opened.stretches) if (content !== undefined) yield content;
  }
  try {
    for await (const line of linesOf(bytes())) yield schema.parse(JSON.parse(line));
    if (faults.list.length > 0 || (await opened.digest()) !== manifest.content.sha256)
      throw new PipelineError(
        'evidence.digest-mismatch',
        `${manifest.item} is not what was sealed: ${faults.list.join('; ') || 'another digest'}`,
      );
  } finally {
    await opened.discard();
  }
}
