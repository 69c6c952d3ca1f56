import type { EntryBody, Manifest } from '@afo/domain';
import { manifestSchema } from '@afo/domain';

import type { BagFiles } from '../bag/bag-files.ts';
import type { Findings, Place } from '../faults.ts';
import { itemPlace } from '../faults.ts';
import { isCanonical } from '../log/canonical.ts';
import { sha256Hex } from '../sha256.ts';
import { tolerantParse } from '../tolerant-parse.ts';

/** A manifest of a sparse disk of 1 TiB lists up to a million runs of absent blocks. */
const MAX_MANIFEST_BYTES = 67_108_864;

/** The manifest that was sealed, read from the bundle; undefined when it is missing, altered or none, and told. */
export async function readManifestFile(
  sealed: EntryBody<'evidence.sealed'>,
  files: BagFiles,
  findings: Findings,
): Promise<Manifest | undefined> {
  const path = `data/manifests/${sealed.item}.json`;
  const place = itemPlace(sealed.item);
  files.claim(path);
  if (!files.has(path)) {
    findings.fault('item.manifest-missing', place, 'its manifest is not in the bundle');
    return undefined;
  }
  const bytes = await files.read(path, MAX_MANIFEST_BYTES);
  if (bytes === undefined) return undefined;
  if (sha256Hex(bytes) !== sealed.manifest.sha256 || bytes.length !== sealed.manifest.bytes) {
    findings.fault('item.manifest-altered', place, 'its manifest is not the one that was sealed');
    return undefined;
  }
  return parsedManifest(bytes, place, findings);
}

function parsedManifest(bytes: Uint8Array, place: Place, findings: Findings): Manifest | undefined {
  const json = canonicalJson(bytes);
  if (json === undefined) {
    findings.fault('item.manifest-malformed', place, 'its manifest is not canonical JSON');
    return undefined;
  }
  const parsed = tolerantParse(manifestSchema, json.value);
  if (!parsed.ok) {
    findings.fault(
      'item.manifest-malformed',
      place,
      `its manifest: ${parsed.faults.slice(0, 20).join('; ')}`,
    );
    return undefined;
  }
  if (parsed.unknown.length > 0) {
    findings.note(
      place,
      `its manifest holds members that this verifier does not know: ${parsed.unknown.join(', ')}`,
    );
  }
  return parsed.value;
}

function canonicalJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return isCanonical(text, value) ? { value } : undefined;
  } catch {
    return undefined;
  }
}
