import { MAX_CONTENT_BYTES } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { RawFile } from '../raw-file.ts';
import { bytesAt, damaged } from './segment-file.ts';
import type { Section } from './segment-file.ts';

/** What an E01 says of the disk in it. */
export interface Volume {
  readonly bytes: number;
  readonly bytesPerSector: number;
  readonly chunkBytes: number;
  readonly chunks: number;
}

const SMART_BYTES = 94;

/** @throws PortError `source.impossible-size` when the numbers cannot be true together (F-72) */
export async function readVolume(file: RawFile, section: Section): Promise<Volume> {
  if (section.length < SMART_BYTES) throw damaged(file, 'its volume section is cut');
  const head = await bytesAt(file, section.start, SMART_BYTES);
  const chunks = head.readUInt32LE(4);
  const sectorsPerChunk = head.readUInt32LE(8);
  const bytesPerSector = head.readUInt32LE(12);
  // The short form of the section, as SMART writes it, counts sectors in 4 bytes.
  const sectors =
    section.length === SMART_BYTES ? BigInt(head.readUInt32LE(16)) : head.readBigUInt64LE(16);
  const chunkBytes = sectorsPerChunk * bytesPerSector;
  const bytes = sectors * BigInt(bytesPerSector);
  const isPossible =
    chunkBytes >= 512 &&
    chunkBytes <= 32 * 1024 * 1024 &&
    bytes <= BigInt(MAX_CONTENT_BYTES) &&
    BigInt(chunks) * BigInt(chunkBytes) >= bytes;
  if (!isPossible)
    throw new PortError(
      'source.impossible-size',
      `${file.path} claims ${String(bytes)} bytes in ${String(chunks)} chunks`,
    );
  return { bytes: Number(bytes), bytesPerSector, chunkBytes, chunks };
}
