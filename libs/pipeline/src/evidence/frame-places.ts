import type { StoredObject } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';
import { PipelineError } from '../errors.ts';

const HEADER_BYTES = 8;
const FOOTER_BYTES = 9;
const ENTRY_BYTES = 8;

/** Where a frame stands in its object, and which bytes of the object's content it holds. */
export interface FramePlace {
  readonly start: number;
  readonly end: number;
  readonly contentStart: number;
  readonly contentEnd: number;
}

/**
 * The places of the frames of an object, by its seek table. Nothing proves the table: whoever reads by it compares
 * what a frame decodes to with digests of its content.
 * @throws PipelineError `evidence.digest-mismatch`
 */
export async function framePlaces(
  vault: EvidenceVault,
  object: StoredObject,
): Promise<readonly FramePlace[]> {
  const footer = await tail(vault, object, FOOTER_BYTES);
  const count = footer.readUInt32LE(0);
  const table = await tail(vault, object, HEADER_BYTES + count * ENTRY_BYTES + FOOTER_BYTES);
  const places: FramePlace[] = [];
  let [start, contentStart] = [0, 0];
  for (let n = 0; n < count; n += 1) {
    const at = HEADER_BYTES + n * ENTRY_BYTES;
    const end = start + table.readUInt32LE(at);
    const contentEnd = contentStart + table.readUInt32LE(at + 4);
    if (end > object.bytes) throw damaged(object);
    if (contentEnd > contentStart) places.push({ start, end, contentStart, contentEnd });
    [start, contentStart] = [end, contentEnd];
  }
  return places;
}

/** The frame that holds a byte of the content. */
export function placeOf(places: readonly FramePlace[], offset: number): FramePlace | undefined {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle]?.contentEnd ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return places[low];
}

async function tail(vault: EvidenceVault, object: StoredObject, bytes: number): Promise<Buffer> {
  if (bytes > object.bytes) throw damaged(object);
  const chunks: Uint8Array[] = [];
  for await (const chunk of vault.read(object.key, { start: object.bytes - bytes }))
    chunks.push(Uint8Array.from(chunk));
  const read = Buffer.concat(chunks);
  if (read.byteLength !== bytes) throw damaged(object);
  return read;
}

const damaged = ({ key }: StoredObject): PipelineError =>
  new PipelineError('evidence.digest-mismatch', `${key} does not say where its frames are`);
