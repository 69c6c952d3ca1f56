import type { CaseId, Manifest } from '@afo/domain';
import { BLOCK_SIZE, blockCount } from '@afo/domain';

import type { Findings, Place } from '../faults.ts';
import { itemPlace } from '../faults.ts';
import type { LedgerItem } from '../log/evidence-ledger.ts';

type Range = readonly [number, number];

/** A manifest says of the item what the log says, and nothing that cannot be (docs/spec/evidence-item.md). */
export function checkManifest(
  manifest: Manifest,
  { caseId, ledger }: { readonly caseId: CaseId | undefined; readonly ledger: LedgerItem },
  findings: Findings,
): void {
  const place = itemPlace(ledger.acquired.item);
  if (manifest.case !== caseId) {
    findings.fault('item.manifest-mismatch', place, 'its manifest belongs to another case');
  }
  for (const what of differences(manifest, ledger)) {
    findings.fault('item.manifest-mismatch', place, `manifest and log differ in ${what}`);
  }
  for (const message of storedFaults(manifest))
    findings.fault('item.object-misnamed', place, message);
  for (const message of completenessFaults(manifest, ledger))
    findings.fault('item.completeness', place, message);
  for (const message of blockFaults(manifest))
    findings.fault('item.blocks-altered', place, message);
  for (const message of absentFaults(manifest)) findings.fault('item.absent', place, message);
  sayLimits(manifest, place, findings);
}

function differences(manifest: Manifest, { acquired }: LedgerItem): readonly string[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['item', manifest.item, acquired.item],
    ['kind', manifest.kind, acquired.kind],
    ['title', manifest.title, acquired.title],
    ['length', manifest.content.bytes, acquired.bytes],
    ['digest', manifest.content.sha256, acquired.sha256],
    ['root', manifest.root, acquired.root],
    ['parents', (manifest.parents ?? []).join(), (acquired.parents ?? []).join()],
    ['number of objects', manifest.stored.length, acquired.objects],
  ];
  return pairs.filter(([, inManifest, inLog]) => inManifest !== inLog).map(([what]) => what);
}

function storedFaults({ case: caseId, item, stored }: Manifest): readonly string[] {
  const misnamed = stored.filter(
    ({ key, sha256 }) => !key.startsWith(`cases/${caseId}/${item}/${sha256.slice(0, 16)}-`),
  );
  const parts = stored
    .map(({ part }) => part)
    .filter((part) => part !== undefined)
    .sort((a, b) => a - b);
  const counted =
    parts.every((part, index) => part === index) &&
    (parts.length === 0 || parts.length === stored.length);
  return [
    ...misnamed.map(() => 'the key of a stored object does not name case, item and digest'),
    ...(new Set(stored.map(({ key }) => key)).size === stored.length
      ? []
      : ['two stored objects have one key']),
    ...(counted ? [] : ['the parts of the stored objects are not counted from 0']),
  ];
}

function completenessFaults(
  { completeness, content }: Manifest,
  { acquired }: LedgerItem,
): readonly string[] {
  const { expectedBytes, missing, reason } = completeness;
  const missingBytes = missing.reduce((sum, [, length]) => sum + length, 0);
  const unexplained =
    missing.length === 0 && reason === undefined && content.bytes !== expectedBytes;
  return [
    ...(areAscending(missing, expectedBytes)
      ? []
      : ['its missing ranges overlap, are empty, or lie outside the item']),
    ...(missingBytes === acquired.missingBytes
      ? []
      : ['manifest and log differ in the bytes that are missing']),
    ...(expectedBytes === acquired.expectedBytes
      ? []
      : ['manifest and log differ in the bytes that were expected']),
    ...(unexplained
      ? [`${String(content.bytes)} of ${String(expectedBytes)} expected bytes, and no reason given`]
      : []),
  ];
}

function blockFaults({ blocks, content }: Manifest): readonly string[] {
  if (blocks === undefined) return [];
  return [
    ...(blocks.size === BLOCK_SIZE
      ? []
      : [`blocks of ${String(blocks.size)} bytes instead of ${String(BLOCK_SIZE)}`]),
    ...(blocks.count === blockCount(content.bytes)
      ? []
      : [`${String(blocks.count)} blocks do not make ${String(content.bytes)} bytes`]),
  ];
}

function absentFaults({ absent = [], blocks }: Manifest): readonly string[] {
  if (absent.length > 0 && blocks === undefined) return ['absent blocks without block digests'];
  return areAscending(absent, blocks?.count ?? 0)
    ? []
    : ['its absent runs overlap, are empty, or lie outside the item'];
}

/** Ranges [start, length] that are not empty, in order, apart, and inside `limit`. */
function areAscending(ranges: readonly Range[], limit: number): boolean {
  let end = 0;
  for (const [start, length] of ranges) {
    if (length === 0 || start < end || start + length > limit) return false;
    end = start + length;
  }
  return true;
}

function sayLimits(
  { completeness, limits, content }: Manifest,
  place: Place,
  findings: Findings,
): void {
  const missing = completeness.missing.length;
  if (missing > 0)
    findings.note(place, `${String(missing)} ranges of the source could not be read and are zeros`);
  if (content.blake3 !== undefined) findings.note(place, 'its BLAKE3 digest was not checked');
  if (limits.length > 0)
    findings.note(place, `its manifest states ${String(limits.length)} limits`);
}
