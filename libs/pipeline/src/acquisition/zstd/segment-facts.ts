import type { SegmentFacts, StoredObject } from '@afo/domain';
import { segmentFactsSchema } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';
import { PipelineError } from '../../errors.ts';

const FACTS_MAGIC = 0x184d2a5d;
const FOOTER_BYTES = 9;
const ENTRY_BYTES = 8;
const HEADER_BYTES = 8;

/** Reads the facts of a sealed segment from its end, without the bytes before. */
export async function readSegmentFacts(
  vault: EvidenceVault,
  object: StoredObject,
): Promise<SegmentFacts> {
  const footer = await tail(vault, object, FOOTER_BYTES);
  const entries = footer.readUInt32LE(0);
  if (entries < 1) throw damaged(object);
  const tableBytes = HEADER_BYTES + entries * ENTRY_BYTES + FOOTER_BYTES;
  const table = await tail(vault, object, tableBytes);
  const length = table.readUInt32LE(HEADER_BYTES + (entries - 1) * ENTRY_BYTES);
  const frame = (await tail(vault, object, tableBytes + length)).subarray(0, length);
  if (length < HEADER_BYTES || frame.readUInt32LE(0) !== FACTS_MAGIC) throw damaged(object);
  const parsed = segmentFactsSchema.safeParse(jsonOf(frame.subarray(HEADER_BYTES)));
  if (!parsed.success || parsed.data.part !== object.part) throw damaged(object);
  return parsed.data;
}

async function tail(vault: EvidenceVault, object: StoredObject, bytes: number): Promise<Buffer> {
  if (bytes > object.bytes) throw damaged(object);
  const chunks: Uint8Array[] = [];
  for await (const chunk of vault.read(object.key, { start: object.bytes - bytes }))
    chunks.push(chunk);
  const read = Buffer.concat(chunks);
  if (read.byteLength !== bytes) throw damaged(object);
  return read;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const damaged = (object: StoredObject): PipelineError =>
  new PipelineError('evidence.digest-mismatch', `segment ${object.key} does not say what it holds`);
