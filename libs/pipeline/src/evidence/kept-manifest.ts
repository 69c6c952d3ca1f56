import { canonicalJson } from '@afo/custody';
import type { Manifest, StoredObject } from '@afo/domain';
import { manifestSchema } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';

/**
 * The manifest that an earlier attempt stored for the same bytes, and died before it could enter it. It differs from
 * the new one in its times only, and those of the earlier attempt are the true ones; storing another would leave an
 * object in the vault that no entry speaks of.
 */
export async function keptManifest(
  vault: Pick<EvidenceVault, 'inventory' | 'read'>,
  manifest: Manifest,
): Promise<StoredObject | undefined> {
  for await (const object of vault.inventory(manifest.case, manifest.item)) {
    if (!object.key.endsWith('-manifest.json')) continue;
    const chunks: Uint8Array[] = [];
    for await (const chunk of vault.read(object.key)) chunks.push(chunk);
    const kept = manifestSchema.safeParse(jsonOf(Buffer.concat(chunks)));
    if (kept.success && untimed(kept.data) === untimed(manifest)) return object;
  }
  return undefined;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const untimed = (manifest: Manifest): string =>
  canonicalJson({
    ...manifest,
    acquired: { ...manifest.acquired, startedAt: undefined, endedAt: undefined },
  });
