import type { StoredObject } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { Frame } from '@afo/ports';
import type { Faults } from './faults.ts';
import { walkFrames } from './walk-frames.ts';
import type { WalkedFrame } from './walk-frames.ts';

const TABLE_MAGIC = 0x184d2a5e;
const FOOTER_MAGIC = 0x8f92eab1;
const FOOTER_BYTES = 9;
const ENTRY_BYTES = 8;

/**
 * The frames of an object that hold content. They are found by walking; the seek table at the end is compared with
 * what was found, since a reader who trusts it would see another image.
 */
export async function* checkedFrames(
  object: StoredObject,
  chunks: AsyncIterable<Uint8Array>,
  faults: Faults,
): AsyncGenerator<Frame> {
  const walked: Entry[] = [];
  let table: Uint8Array | undefined;
  for await (const frame of walkFrames(chunks)) {
    if (table !== undefined) faults.add(`${object.key}: there is something behind the seek table`);
    if (frame.kind === 'skippable' && frame.magic === TABLE_MAGIC) table = frame.payload;
    else walked.push(entryOf(frame));
    if (frame.kind !== 'skippable') yield contentOf(frame);
  }
  if (table === undefined || !says(table, walked))
    faults.add(`${object.key}: the seek table is not that of its frames`);
}

interface Entry {
  readonly stored: number;
  readonly content: number;
}

const entryOf = (frame: WalkedFrame): Entry => ({
  stored: frame.stored,
  content: frame.kind === 'skippable' ? 0 : (frame.content ?? 0),
});

function contentOf(frame: Exclude<WalkedFrame, { readonly kind: 'skippable' }>): Frame {
  if (frame.kind === 'zeros') return { zeros: frame.content };
  if (frame.content === undefined)
    throw new PortError('codec.damaged', 'a frame does not say how much it holds');
  return { bytes: frame.bytes, content: frame.content };
}

function says(payload: Uint8Array, walked: readonly Entry[]): boolean {
  const table = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (table.byteLength !== walked.length * ENTRY_BYTES + FOOTER_BYTES) return false;
  const footer = table.byteLength - FOOTER_BYTES;
  const isFooter =
    table.readUInt32LE(footer) === walked.length &&
    table[footer + 4] === 0 &&
    table.readUInt32LE(footer + 5) === FOOTER_MAGIC;
  return (
    isFooter &&
    walked.every(
      ({ stored, content }, n) =>
        table.readUInt32LE(n * ENTRY_BYTES) === stored &&
        table.readUInt32LE(n * ENTRY_BYTES + 4) === content,
    )
  );
}
