import type { BundleReader } from '../bundle-reader.ts';
import { VerifyError } from '../errors.ts';
import type { Findings } from '../faults.ts';
import { filePlace } from '../faults.ts';
import type { BagFiles } from './bag-files.ts';
import { readFetch, readManifest } from './tag-files.ts';
import type { FetchEntry } from './tag-files.ts';
import { isSafePath } from './path.ts';

/** A bundle may list so many files; a reader that lists more is not believed. */
const MAX_FILES = 1_000_000;
const MAX_TAG_FILE_BYTES = 268_435_456;
const DECLARATION = /^BagIt-Version: (?:1\.0|0\.97)\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$/;

/** What the bag says of itself. */
export interface Bag {
  /** Digests by path. */
  readonly payload: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly fetch: ReadonlyMap<string, FetchEntry>;
  readonly info: string;
}

/** All files with their lengths; hostile and repeated paths, links and devices are told and left out. */
export async function listFiles(
  reader: BundleReader,
  findings: Findings,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const refused = new Set<string>();
  for await (const path of reader.list()) {
    if (sizes.size + refused.size > MAX_FILES)
      throw new VerifyError('verify.too-large', 'more files than a bundle may have');
    if (refused.has(path)) continue;
    if (sizes.has(path) || !isSafePath(path)) {
      findings.fault(
        'bag.path',
        filePlace(path),
        sizes.has(path) ? 'the path occurs twice' : 'the path could leave the bag',
      );
      refused.add(path);
      continue;
    }
    const size = await sizeOf(reader, path, findings);
    if (size === undefined) refused.add(path);
    else sizes.set(path, size);
  }
  return sizes;
}

async function sizeOf(
  reader: BundleReader,
  path: string,
  findings: Findings,
): Promise<number | undefined> {
  try {
    return await reader.size(path);
  } catch (cause) {
    const special = cause instanceof VerifyError && cause.code === 'verify.special-file';
    findings.fault(
      special ? 'bag.special-file' : 'bag.file-unreadable',
      filePlace(path),
      special ? 'not a regular file' : 'the file cannot be read',
    );
    return undefined;
  }
}

/** Reads declaration, manifests, `fetch.txt` and `bag-info.txt` (RFC 8493 §2). */
export async function readBag(files: BagFiles, findings: Findings): Promise<Bag> {
  const declaration = await tagFile(files, 'bagit.txt');
  if (!DECLARATION.test(declaration ?? '')) {
    findings.fault(
      'bag.declaration',
      filePlace('bagit.txt'),
      'not the declaration of a BagIt 1.0 bag',
    );
  }
  const payload = await manifest(files, 'manifest-sha256.txt', findings);
  const tags = await manifest(files, 'tagmanifest-sha256.txt', findings);
  const fetch = readFetch((await tagFile(files, 'fetch.txt')) ?? '', findings);
  return { payload, tags, fetch, info: (await tagFile(files, 'bag-info.txt')) ?? '' };
}

async function manifest(
  files: BagFiles,
  path: string,
  findings: Findings,
): Promise<ReadonlyMap<string, string>> {
  const text = await tagFile(files, path);
  if (text === undefined) {
    findings.fault(
      'bag.manifest-missing',
      filePlace(path),
      'the bag has no such manifest, or it cannot be read',
    );
    return new Map();
  }
  return readManifest(path, text, findings);
}

async function tagFile(files: BagFiles, path: string): Promise<string | undefined> {
  if (!files.has(path)) return undefined;
  const bytes = await files.read(path, MAX_TAG_FILE_BYTES);
  return bytes === undefined ? undefined : new TextDecoder('utf-8').decode(bytes);
}
