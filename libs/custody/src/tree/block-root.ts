import type { Sha256 } from '@afo/domain';

import { checkedDigest } from '../hash.ts';
import { CompactRange } from './compact-range.ts';
import { leafHash } from './tree-hash.ts';

/** Root over block digests (docs/spec/evidence-item.md): an RFC 6962 tree whose leaf inputs are the digests. */
export function blockRoot(digests: Iterable<Uint8Array>): Sha256 {
  const range = new CompactRange();
  for (const digest of digests) range.append(leafHash(checkedDigest(digest)));
  return range.rootHex();
}
