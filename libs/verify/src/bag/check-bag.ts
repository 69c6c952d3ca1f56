import type { Findings } from '../faults.ts';
import { filePlace } from '../faults.ts';
import type { Bag } from './bag.ts';
import type { BagFiles } from './bag-files.ts';
import { oxumOf } from './tag-files.ts';

const TAG_MANIFEST = 'tagmanifest-sha256.txt';

/** Everything that the bag lists is there and has its digest, and nothing else is there (RFC 8493 §3). */
export async function checkBag(bag: Bag, files: BagFiles, findings: Findings): Promise<void> {
  await checkListed(bag.payload, files, { findings, isElsewhere: (path) => bag.fetch.has(path) });
  await checkListed(bag.tags, files, { findings, isElsewhere: () => false });
  for (const path of files.paths) {
    const listed = path.startsWith('data/') ? bag.payload : bag.tags;
    if (listed.has(path) || path === TAG_MANIFEST) continue;
    findings.fault('bag.file-unlisted', filePlace(path), 'no manifest of the bag lists the file');
  }
  for (const path of bag.fetch.keys()) {
    if (!bag.payload.has(path))
      findings.fault('bag.fetch', filePlace(path), 'to be fetched, and not listed in the manifest');
  }
  checkOxum(bag, files, findings);
}

interface Listing {
  readonly findings: Findings;
  readonly isElsewhere: (path: string) => boolean;
}

async function checkListed(
  listed: ReadonlyMap<string, string>,
  files: BagFiles,
  { findings, isElsewhere }: Listing,
): Promise<void> {
  for (const [path, expected] of listed) {
    if (!files.has(path)) {
      if (!isElsewhere(path))
        findings.fault(
          'bag.file-missing',
          filePlace(path),
          'a manifest of the bag lists it, and it is not there',
        );
      continue;
    }
    const digest = await files.digest(path);
    if (digest !== undefined && digest.sha256 !== expected) {
      findings.fault(
        'bag.file-altered',
        filePlace(path),
        'it has not the digest that the bag lists',
      );
    }
  }
}

/** Octets and files of the payload, when `bag-info.txt` states them and nothing is left to be fetched. */
function checkOxum({ info, fetch }: Bag, files: BagFiles, findings: Findings): void {
  const stated = oxumOf(info);
  const payload = [...files.paths].filter((path) => path.startsWith('data/'));
  if (stated === undefined || [...fetch.keys()].some((path) => !files.has(path))) return;
  const bytes = payload.reduce((sum, path) => sum + files.size(path), 0);
  const counted = `${String(bytes)}.${String(payload.length)}`;
  if (stated !== counted)
    findings.fault(
      'bag.oxum',
      filePlace('bag-info.txt'),
      `the payload has ${counted} octets and files`,
    );
}
