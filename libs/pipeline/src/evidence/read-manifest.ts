import { sha256Hex } from '@afo/custody';
import type { EntryBody, Manifest } from '@afo/domain';
import { manifestSchema } from '@afo/domain';
import type { EvidenceVault } from '@afo/ports';
import { PipelineError } from '../errors.ts';

/** The manifest of a sealed item, and its bytes as they are kept. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
}

/**
 * Reads the manifest that the log speaks of, and believes it only when its digest is that of the log.
 * @throws PipelineError `evidence.digest-mismatch`; PortError `vault.not-found`
 */
export async function readManifest(
  vault: EvidenceVault,
  { item, manifest: said }: EntryBody<'evidence.sealed'>,
): Promise<ReadManifest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of vault.read(said.key)) chunks.push(Uint8Array.from(chunk));
  const bytes = Buffer.concat(chunks);
  if (sha256Hex(bytes) !== said.sha256) throw notAsSealed(item);
  const parsed = manifestSchema.safeParse(JSON.parse(bytes.toString('utf8')));
  if (!parsed.success || parsed.data.item !== item) throw notAsSealed(item);
  return { manifest: parsed.data, bytes };
}

const notAsSealed = (item: string): PipelineError =>
  new PipelineError(
    'evidence.digest-mismatch',
    `the manifest of ${item} is not the one that was sealed`,
  );
