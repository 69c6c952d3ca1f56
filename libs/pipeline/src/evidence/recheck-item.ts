import type { EntryBody } from '@afo/domain';
import { epochOf, isAfoError } from '@afo/domain';
import type { Ports, Progress } from '@afo/ports';
import { readBack } from './read-back.ts';
import type { ReadBackResult } from './read-back.ts';
import { readManifest } from './read-manifest.ts';

type Sealed = EntryBody<'evidence.sealed'>;
type Verified = EntryBody<'evidence.verified'>;

export interface RecheckItem {
  readonly ports: Pick<Ports, 'vault' | 'codec' | 'clock'>;
  readonly sealed: Sealed;
  readonly occasion: Verified['occasion'];
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/**
 * Reads a sealed item again from the vault, manifest and content, and says what was found as the body of an
 * `evidence.verified` entry. Damage is a result; only what keeps it from looking is thrown.
 */
export async function recheckItem(request: RecheckItem): Promise<Verified> {
  const { ports, sealed, occasion, signal, progress } = request;
  try {
    const { manifest } = await readManifest(ports.vault, sealed);
    const now = () => epochOf(ports.clock.now());
    const { vault, codec } = ports;
    const found = await readBack({ vault, codec, manifest, signal, progress, now });
    return bodyOf(sealed, occasion, against(sealed, found));
  } catch (error) {
    if (!isAfoError(error) || !UNREADABLE.includes(error.code)) throw error;
    return bodyOf(sealed, occasion, { result: 'mismatch', bytes: 0, faults: [error.message] });
  }
}

/** What says that the manifest itself is damaged or gone. */
const UNREADABLE = ['evidence.digest-mismatch', 'vault.digest-mismatch', 'vault.not-found'];

/** The log is the truth: a manifest that agrees with its objects and not with the log is no match. */
function against(sealed: Sealed, found: ReadBackResult): ReadBackResult {
  if (found.result === 'mismatch') return found;
  if (found.sha256 === sealed.sha256 && found.bytes === sealed.bytes) return found;
  const faults = ['the content is not the one that the log names'];
  return { ...found, result: 'mismatch', faults };
}

const bodyOf = (
  { item }: Sealed,
  occasion: Verified['occasion'],
  { result, bytes, sha256, faults }: ReadBackResult,
): Verified => ({
  item,
  occasion,
  bytes,
  ...(sha256 === undefined ? {} : { sha256 }),
  result,
  ...(faults.length === 0 ? {} : { detail: faults.join('; ').slice(0, 4000) }),
});
