import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Sha256, StoredObject } from '@afo/domain';
import { sha256Schema } from '@afo/domain';
import { PortError } from '@afo/ports';
import { asVaultError, systemCode } from './disk-error.ts';

const CHUNK_BYTES = 256 * 1024;

/** Stored bytes from `start` up to, not including, `end`; the file must be what was committed, and no link. */
export async function* readObject(
  path: string,
  object: StoredObject,
  range: { readonly start: number; readonly end: number },
): AsyncIterable<Uint8Array> {
  const file = await openObject(path, object);
  try {
    for (let at = range.start; at < range.end;) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, range.end - at));
      const { bytesRead } = await file.read(chunk, 0, chunk.byteLength, at);
      if (bytesRead === 0) throw lost(object, 'ends before it should');
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } catch (error) {
    throw asVaultError(error, 'reading an object');
  } finally {
    await file.close();
  }
}

/** SHA-256 of a whole file that is open for reading. */
export async function digestOfFile(file: FileHandle): Promise<Sha256> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for (let at = 0; ;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.byteLength, at);
    if (bytesRead === 0) return sha256Schema.parse(hash.digest('hex'));
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
}

async function openObject(path: string, object: StoredObject): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw lost(object, 'is gone from the disk');
    if (systemCode(error) === 'ELOOP') throw lost(object, 'was replaced by a link');
    throw asVaultError(error, 'opening an object');
  }
  const { size } = await file.stat();
  if (size === object.bytes) return file;
  await file.close();
  throw lost(object, `has ${String(size)} bytes instead of ${String(object.bytes)}`);
}

// What was committed and is not there as it was has been tampered with, or the disk is dying: nobody may miss it.
const lost = (object: StoredObject, what: string): PortError =>
  new PortError('vault.digest-mismatch', `${object.key} ${what}`);
