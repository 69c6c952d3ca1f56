import { boundFolders, isKeyFile } from '../bundle-paths.ts';
import type { Findings } from '../faults.ts';
import { filePlace, generalPlace } from '../faults.ts';
import { printable } from '../printable.ts';
import type { BagFiles } from './bag-files.ts';

/** Most names that one note lists. */
const LISTED = 20;

/**
 * Files in the folders of evidence that nothing in the log refers to are faults; other files that the log does not bind
 * are named, since only the bag's own digests stand for them, and those anybody can rewrite (docs/spec/bundle.md lines
 * 3 and 15).
 * @param isExcused true for files of an item that has a fault already.
 */
export function checkBound(
  files: BagFiles,
  findings: Findings,
  isExcused: (path: string) => boolean,
): void {
  const unbound: string[] = [];
  for (const path of files.paths) {
    if (!path.startsWith('data/') || files.isClaimed(path) || isKeyFile(path) || isExcused(path))
      continue;
    if (boundFolders.some((folder) => path.startsWith(folder))) {
      findings.fault('bag.file-unbound', filePlace(path), 'nothing in the log refers to the file');
    } else {
      unbound.push(printable(path));
    }
  }
  if (unbound.length === 0) return;
  const more = unbound.length > LISTED ? ` and ${String(unbound.length - LISTED)} more` : '';
  findings.note(
    generalPlace('files'),
    `not bound by the log: ${unbound.slice(0, LISTED).join(', ')}${more}`,
  );
}
