import { createHash } from 'node:crypto';
import { BLOCK_SIZE } from '@afo/domain';
import type { Manifest, StoredObject } from '@afo/domain';

import type { BagFiles } from '../bag/bag-files.ts';
import { VerifyError } from '../errors.ts';
import type { Findings } from '../faults.ts';
import { itemPlace } from '../faults.ts';
import { printable } from '../printable.ts';
import { StreamingSha256 } from '../sha256.ts';
import { BlockComparer, digestsOf } from './blocks.ts';
import type { PresentObject } from './objects.ts';
import { readSeekTable, seekTableFault } from './seek-table.ts';
import type { SeekEntry } from './seek-table.ts';
import { dataFrames } from './data-frames.ts';
import { ZstdFrames } from './zstd-frames.ts';

/** Decodes one zstd data frame as a stream; throws at bytes that are none. MUST bound its memory. */
export type Decode = (frame: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

export interface ContentCheck {
  readonly manifest: Manifest;
  readonly objects: readonly PresentObject[];
  /** Path of the digest file, when it is in the bundle. */
  readonly blocks: string | undefined;
  readonly files: BagFiles;
  readonly decode: Decode;
}

/**
 * Decodes the objects of an item, one after the other, and compares what they give with the manifest: digest, length,
 * every block. Holds a few chunks at a time, whatever the objects claim.
 */
export async function checkContent(check: ContentCheck, findings: Findings): Promise<void> {
  const place = itemPlace(check.manifest.item);
  const sink = new ContentSink(check, findings);
  try {
    for (const object of check.objects) await readObject(object, sink, { check, findings });
    await sink.end();
  } catch (cause) {
    check.files.throwIfAborted();
    const why = cause instanceof VerifyError ? `: ${cause.message}` : '';
    findings.fault('item.content-undecodable', place, `its objects cannot be decoded${why}`);
    return;
  }
  for (const what of sink.differences()) {
    findings.fault(
      'item.content-altered',
      place,
      `its objects give other ${what} than were seized`,
    );
  }
}

async function readObject(
  { object, path }: PresentObject,
  sink: ContentSink,
  { check, findings }: { readonly check: ContentCheck; readonly findings: Findings },
): Promise<void> {
  const stored = check.files.stream(path);
  if (!isCompressed(object)) {
    for await (const chunk of stored) await sink.write(chunk);
    return;
  }
  const frames = new ZstdFrames();
  const before = sink.bytes;
  for await (const frame of dataFrames(stored, frames)) {
    for await (const chunk of check.decode(frame)) await sink.write(chunk);
  }
  if (object.format !== 'zstd-seekable') return;
  const table = readSeekTable(frames.trailer);
  const fault =
    table === undefined
      ? 'it does not end with a seek table'
      : (seekTableFault(table, frames.frames, sink.bytes - before) ??
        (check.manifest.blocks === undefined ? undefined : blockFault(table, sink.isFull)));
  if (fault !== undefined)
    findings.fault(
      'item.seek-table',
      itemPlace(check.manifest.item),
      `${printable(path)}: ${fault}`,
    );
}

/** True for objects whose bytes are not the content itself. */
export const isCompressed = ({ format }: StoredObject): boolean =>
  format === 'zstd' || format === 'zstd-seekable';

/** Frames end at block boundaries, but for the last of the item. */
function blockFault(table: readonly SeekEntry[], isEnd: boolean): string | undefined {
  const inner = isEnd ? table.slice(0, -1) : table;
  const torn = inner.findIndex(({ contentBytes }) => contentBytes % BLOCK_SIZE !== 0);
  return torn < 0 ? undefined : `frame ${String(torn)} does not hold whole blocks`;
}

/** Where decoded content goes: into the digests, and block by block against the digest file. */
class ContentSink {
  readonly #content: Manifest['content'];
  readonly #sha256 = new StreamingSha256();
  readonly #sha512 = createHash('sha512');
  readonly #blocks: BlockComparer | undefined;

  constructor({ manifest, blocks, files }: ContentCheck, findings: Findings) {
    this.#content = manifest.content;
    if (blocks === undefined) return;
    const tell = (first: number, last: number): void => {
      const range =
        first === last ? `block ${String(first)}` : `blocks ${String(first)}-${String(last)}`;
      findings.fault(
        'item.block-altered',
        itemPlace(manifest.item),
        `${range} not with the digest that was sealed`,
      );
    };
    this.#blocks = new BlockComparer(BLOCK_SIZE, digestsOf(files.stream(blocks)), tell);
  }

  get bytes(): number {
    return this.#sha256.bytes;
  }

  get isFull(): boolean {
    return this.bytes >= this.#content.bytes;
  }

  /** @throws {VerifyError} `verify.undecodable` as soon as there is more content than the manifest says. */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.bytes + chunk.length > this.#content.bytes) {
      throw new VerifyError(
        'verify.undecodable',
        `they give more than ${String(this.#content.bytes)} bytes`,
      );
    }
    this.#sha256.update(chunk);
    if (this.#content.sha512 !== undefined) this.#sha512.update(chunk);
    await this.#blocks?.update(chunk);
  }

  async end(): Promise<void> {
    await this.#blocks?.end();
  }

  /** What the content differs in from what the manifest says. */
  differences(): readonly string[] {
    const { bytes, sha256, sha512 } = this.#content;
    if (this.bytes !== bytes) return [`bytes (${String(this.bytes)} instead of ${String(bytes)})`];
    const strong = sha512 === undefined || this.#sha512.digest('hex') === sha512;
    return [
      ...(this.#sha256.hex() === sha256 ? [] : ['bytes']),
      ...(strong ? [] : ['bytes by SHA-512']),
    ];
  }
}
