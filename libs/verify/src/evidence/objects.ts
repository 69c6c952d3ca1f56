import type { Manifest, StoredObject } from '@afo/domain';

import type { Bag } from '../bag/bag.ts';
import type { BagFiles } from '../bag/bag-files.ts';
import type { Findings } from '../faults.ts';
import { itemPlace } from '../faults.ts';
import { printable } from '../printable.ts';

/** A stored object that is in the bundle, and where. */
export interface PresentObject {
  readonly object: StoredObject;
  readonly path: string;
}

/** Where the things that manifests name may lie. */
export interface Places {
  readonly files: BagFiles;
  readonly bag: Bag;
  /** Paths of report files by the key of their stored object. */
  readonly reportPaths: ReadonlyMap<string, string>;
}

/**
 * The stored objects of an item that are in the bundle, in the order of their content. What is to be fetched is told as
 * missing; what is neither there nor to be fetched is a fault (docs/spec/bundle.md lines 11 to 13).
 */
export function locateObjects(
  manifest: Manifest,
  places: Places,
  findings: Findings,
): readonly PresentObject[] {
  const inOrder = [...manifest.stored].sort((a, b) => (a.part ?? 0) - (b.part ?? 0));
  return inOrder.flatMap((object) => {
    const reported = places.reportPaths.get(object.key);
    const paths = [evidencePath(object.key), ...(reported === undefined ? [] : [reported])];
    const path = paths.find((one) => places.files.has(one));
    if (path === undefined) {
      sayAbsent(
        { item: manifest.item, paths, bytes: object.bytes, sha256: object.sha256 },
        places,
        findings,
      );
      return [];
    }
    places.files.claim(path);
    return [{ object, path }];
  });
}

/** The digest file of an item in the bundle, or undefined when it is not there, which is told. */
export function locateBlocks(
  { item, blocks }: Manifest,
  places: Places,
  findings: Findings,
): string | undefined {
  if (blocks === undefined) return undefined;
  const path = `data/blocks/${item}.blocks`;
  if (places.files.has(path)) {
    places.files.claim(path);
    return path;
  }
  sayAbsent(
    { item, paths: [path], bytes: blocks.count * 32, sha256: blocks.digests.sha256 },
    places,
    findings,
  );
  return undefined;
}

/** `cases/<case>/<item>/<name>` in the vault is `data/evidence/<item>/<name>` in the bundle. */
const evidencePath = (key: string): string => `data/evidence/${key.split('/').slice(2).join('/')}`;

interface Absent {
  readonly item: string;
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
}

function sayAbsent(
  { item, paths, bytes, sha256 }: Absent,
  { bag, files }: Places,
  findings: Findings,
): void {
  const path = paths.find((one) => bag.fetch.has(one));
  const named = printable(path ?? paths.join(' or '));
  if (path === undefined) {
    findings.fault(
      'item.object-missing',
      itemPlace(item),
      `${named} is neither in the bundle nor in fetch.txt`,
    );
    return;
  }
  files.claim(path);
  const length = bag.fetch.get(path)?.bytes;
  if (bag.payload.get(path) !== sha256 || (length !== undefined && length !== bytes)) {
    findings.fault(
      'bag.fetch',
      itemPlace(item),
      `the bag lists ${named} with another digest or length than the manifest`,
    );
  }
  findings.missing(itemPlace(item), `${named} is not in the bundle, and is to be fetched`);
}
