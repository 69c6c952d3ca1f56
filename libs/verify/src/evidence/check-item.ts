import type { CaseId, EntryBody, Manifest } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { itemPlace } from '../faults.ts';
import type { LedgerItem } from '../log/evidence-ledger.ts';
import { printable } from '../printable.ts';
import { checkDigestFile, hasBlocks } from './blocks.ts';
import type { Decode } from './content.ts';
import { checkContent, isCompressed } from './content.ts';
import { readManifestFile } from './manifest-file.ts';
import { checkManifest } from './manifest-rules.ts';
import type { Places, PresentObject } from './objects.ts';
import { locateBlocks, locateObjects } from './objects.ts';

/** How far an item was checked: its content byte by byte, only what its manifest says, or not without a fault. */
export type ItemVerdict = 'by-bytes' | 'by-manifest' | 'faulty';

/** What is kept of an item for the custody checks. */
export interface CheckedItem {
  readonly verdict: ItemVerdict;
  readonly manifest: Manifest | undefined;
}

/** What an item is checked with. */
export interface Means {
  readonly caseId: CaseId | undefined;
  readonly places: Places;
  readonly decode: Decode | undefined;
}

/** Checks one sealed item: manifest, stored objects, content, blocks (docs/spec/evidence-item.md). */
export async function checkItem(
  item: LedgerItem & { readonly sealed: EntryBody<'evidence.sealed'> },
  means: Means,
  findings: Findings,
): Promise<CheckedItem> {
  const before = findings.count;
  const { files } = means.places;
  const manifest = await readManifestFile(item.sealed, files, findings);
  if (manifest === undefined) return { verdict: 'faulty', manifest };
  checkManifest(manifest, { caseId: means.caseId, ledger: item }, findings);
  // What the manifest says of places and sizes is followed only when it can be true.
  if (findings.count > before) return { verdict: 'faulty', manifest };
  if (item.disposed) {
    findings.note(
      itemPlace(manifest.item),
      'the log says that it was disposed of: its bytes are not expected',
    );
    return { verdict: 'by-manifest', manifest };
  }
  const isWhole = await checkBytes(manifest, means, findings);
  if (findings.count > before) return { verdict: 'faulty', manifest };
  return { verdict: isWhole ? 'by-bytes' : 'by-manifest', manifest };
}

/** @returns true when all of the content was compared. */
async function checkBytes(
  manifest: Manifest,
  { places, decode }: Means,
  findings: Findings,
): Promise<boolean> {
  const { files } = places;
  const objects = locateObjects(manifest, places, findings);
  const blocks = await checkedBlocks(manifest, places, findings);
  const isPresent = objects.length === manifest.stored.length;
  const isReadable = decode !== undefined || !objects.some(({ object }) => isCompressed(object));
  if (isPresent && isReadable) {
    await checkContent({ manifest, objects, blocks, files, decode: decode ?? asItIs }, findings);
  } else if (isPresent) {
    findings.missing(
      itemPlace(manifest.item),
      'its objects were not decoded: there was no decoder',
    );
  }
  for (const object of objects) await checkStored(manifest, object, { places, findings });
  return isPresent && isReadable;
}

/** Path of the digest file when it is there and can be read; it was then checked by itself. */
async function checkedBlocks(
  manifest: Manifest,
  places: Places,
  findings: Findings,
): Promise<string | undefined> {
  const path = locateBlocks(manifest, places, findings);
  if (path === undefined || !hasBlocks(manifest)) return undefined;
  try {
    await checkDigestFile(manifest, path, { files: places.files, findings });
    return path;
  } catch (cause) {
    places.files.unreadable(path, cause);
    return undefined;
  }
}

async function checkStored(
  { item }: Manifest,
  { object, path }: PresentObject,
  { places, findings }: { readonly places: Places; readonly findings: Findings },
): Promise<void> {
  const digest = await places.files.digest(path);
  if (digest === undefined) return;
  if (digest.sha256 === object.sha256 && digest.bytes === object.bytes) return;
  findings.fault(
    'item.object-altered',
    itemPlace(item),
    `${printable(path)} is not the object that was sealed`,
  );
}

const asItIs: Decode = (chunks) => chunks;
