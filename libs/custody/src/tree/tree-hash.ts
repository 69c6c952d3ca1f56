import { hash } from 'node:crypto';

import { sha256 } from '../hash.ts';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hash of a leaf: SHA-256(0x00 ‖ entry bytes without the line feed) (RFC 6962 §2.1). */
export function leafHash(line: string | Uint8Array): Uint8Array {
  const bytes = typeof line === 'string' ? Buffer.from(line, 'utf8') : line;
  return new Uint8Array(hash('sha256', Buffer.concat([LEAF, bytes]), 'buffer'));
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  new Uint8Array(hash('sha256', Buffer.concat([NODE, left, right]), 'buffer'));

/** Root of a tree without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot = (): Uint8Array => sha256('');
