import { hash } from 'node:crypto';
import { sha256Schema } from '@afo/domain';
import type { Sha256 } from '@afo/domain';

import { CustodyError } from './errors.ts';

/** Length of a SHA-256 digest in bytes. */
export const DIGEST_BYTES = 32;

/** SHA-256 of the bytes, or of the text's UTF-8 form, as 32 bytes. */
export const sha256 = (bytes: Uint8Array | string): Uint8Array =>
  new Uint8Array(hash('sha256', bytes, 'buffer'));

/** SHA-256 of the bytes, or of the text's UTF-8 form, in lower-case hex. */
export const sha256Hex = (bytes: Uint8Array | string): Sha256 =>
  sha256Schema.parse(hash('sha256', bytes, 'hex'));

/** A digest of 32 bytes in lower-case hex. @throws {CustodyError} `custody.invalid-digest` */
export const hexOf = (digest: Uint8Array): Sha256 =>
  sha256Schema.parse(Buffer.from(checkedDigest(digest)).toString('hex'));

/** The digest as it is when it has 32 bytes. @throws {CustodyError} `custody.invalid-digest` */
export function checkedDigest(digest: Uint8Array): Uint8Array {
  if (digest.length === DIGEST_BYTES) return digest;
  throw new CustodyError(
    'custody.invalid-digest',
    `a SHA-256 digest has 32 bytes, not ${String(digest.length)}`,
  );
}
