import { createHash, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import type { GetSnapshotBlockCommandOutput } from '@aws-sdk/client-ebs';
import { BLOCK_SIZE } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { BlockPages } from './block-pages.ts';
import type { EbsApi } from './ebs-api.ts';
import { failingOf, portErrorOf } from './ebs-answer.ts';
import { pause } from './patience.ts';

/** Told from every other error: the bytes came, and are not those that the API's checksum stands for. */
class NotAsChecksummed extends Error {}

/** The block that came whole last: it tells one that never does from an API that is down. */
export interface LastGood {
  index: number | undefined;
}

export interface ReadBlock {
  readonly api: EbsApi;
  readonly pages: BlockPages;
  readonly lastGood: LastGood;
  readonly index: number;
  readonly into: Uint8Array;
  /** Gets the digest of the block once it has come whole. */
  readonly known?: Uint8Array;
}

/**
 * Reads a block, tries again what can pass, and lists it again when its token is out of date.
 * @returns false when this block cannot be read although others can: its bytes are not to be used
 * @throws PortError when the snapshot as a whole cannot be read
 */
export async function readBlock(request: ReadBlock): Promise<boolean> {
  const { api, pages, lastGood, index, into, known } = request;
  const start = performance.now();
  let failures = 0;
  for (let tries = 0; ; tries += 1) {
    const stretch = await pages.at(index);
    const token = stretch.tokens.get(index);
    if (token === undefined) throw vanished(api, index, tries);
    try {
      const digest = await api.getBlock({ index, token }, (answer) => take(answer, into));
      known?.set(digest);
      lastGood.index = index;
      return true;
    } catch (error) {
      api.closed.throwIfAborted();
      const failing = failingOf(error);
      if (failing === 'stale-token') pages.forget(stretch);
      if (!api.bears(error, { tries: failures, start })) {
        if (error instanceof NotAsChecksummed) return false;
        if (isOfThisBlock(error) && (await othersCome(request))) return false;
        throw portErrorOf(error, api.address.snapshot);
      }
      if (failing !== 'throttled') failures += 1;
      await pause(api.patience, tries, api.closed);
    }
  }
}

/** A limiter that cannot be reached says nothing of the block. */
const isOfThisBlock = (error: unknown): boolean =>
  !(error instanceof PortError) && failingOf(error) === 'passing';

/** Whether a block that could be read can be read still. */
async function othersCome({ api, pages, lastGood: { index } }: ReadBlock): Promise<boolean> {
  if (index === undefined) return false;
  try {
    const token = (await pages.at(index)).tokens.get(index) ?? '';
    await api.getBlock({ index, token }, (answer) => take(answer, new Uint8Array(BLOCK_SIZE)));
    return true;
  } catch {
    api.closed.throwIfAborted();
    return false;
  }
}

/** A block without a token: of zeros when it never had one; otherwise the list is not what it was. */
const vanished = ({ address }: EbsApi, index: number, tries: number): PortError =>
  new PortError(
    'source.changed',
    `${address.snapshot}: block ${String(index)} is not listed any more (try ${String(tries)})`,
  );

/** Takes a body as it comes, and compares its digest with the API's checksum: nothing passes that does not match. */
async function take(answer: GetSnapshotBlockCommandOutput, into: Uint8Array): Promise<Uint8Array> {
  const { BlockData, Checksum, ChecksumAlgorithm, DataLength } = answer;
  if (!(BlockData instanceof Readable)) throw new Error('the answer has no body');
  const digest = createHash('sha256');
  let at = 0;
  for await (const chunk of BlockData as AsyncIterable<Uint8Array>) {
    if (at + chunk.byteLength > into.byteLength) throw new Error('the body is too long');
    digest.update(chunk);
    into.set(chunk, at);
    at += chunk.byteLength;
    free(chunk);
  }
  if (at !== BLOCK_SIZE || DataLength !== BLOCK_SIZE) throw new Error('the body is cut');
  const expected = Buffer.from(Checksum ?? '', 'base64');
  const found = digest.digest();
  if (ChecksumAlgorithm !== 'SHA256' || expected.byteLength !== found.byteLength)
    throw new NotAsChecksummed('no usable checksum came with the block');
  if (!timingSafeEqual(expected, found)) throw new NotAsChecksummed('the checksum does not match');
  return found;
}

/**
 * Gives the memory of a piece of a body back now, which nobody else holds: left to the collector, these pieces are as
 * much as the disk, and make it go through all that the program holds again and again.
 */
function free({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
