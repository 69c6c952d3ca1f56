import type { Sha256 } from '@afo/domain';

import { CustodyError } from '../errors.ts';
import { encodeBagPath } from './path.ts';

/** A file of the bag with the digest of its bytes. */
export interface BagFile {
  readonly path: string;
  readonly sha256: Sha256;
}

/** A file that is not in the bag but can be fetched from elsewhere. */
export interface FetchedFile {
  /** Absolute URL with scheme and authority, without white space. */
  readonly url: string;
  readonly bytes: number;
  readonly path: string;
}

/** The text of `bagit.txt` (RFC 8493 §2.1.1). */
export const BAG_DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** The text of a payload or tag manifest: digest, two spaces, path; sorted by path (RFC 8493 §2.1.3, §2.2.1). */
export const bagManifest = (files: Iterable<BagFile>): string =>
  sortedByPath(files)
    .map(({ path, sha256 }) => `${sha256}  ${encodeBagPath(path)}\n`)
    .join('');

/** The text of `fetch.txt`: URL, length, path (RFC 8493 §2.2.3). @throws {CustodyError} `custody.invalid-tag` */
export const fetchList = (files: Iterable<FetchedFile>): string =>
  sortedByPath(files)
    .map(({ url, bytes, path }) => `${checkedUrl(url)} ${String(bytes)} ${encodeBagPath(path)}\n`)
    .join('');

/** The text of `bag-info.txt`: labels and values, one a line. @throws {CustodyError} `custody.invalid-tag` */
export const bagInfo = (fields: Iterable<readonly [label: string, value: string]>): string =>
  [...fields].map(([label, value]) => `${checkedLabel(label)}: ${checkedValue(value)}\n`).join('');

/** The value of `Payload-Oxum`: octet count and file count of the payload (RFC 8493 §2.2.2). */
export const payloadOxum = (bytes: number, files: number): string =>
  `${String(bytes)}.${String(files)}`;

function sortedByPath<T extends { readonly path: string }>(files: Iterable<T>): T[] {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const twice = sorted.find(({ path }, index) => path === sorted[index + 1]?.path);
  if (twice === undefined) return sorted;
  throw new CustodyError('custody.invalid-path', 'a bag lists no file twice');
}

function checkedUrl(url: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+\/\S*$/i.test(url)) return url;
  throw new CustodyError('custody.invalid-tag', 'fetch.txt takes absolute URLs without spaces');
}

function checkedLabel(label: string): string {
  if (/^[^\s:][^:\r\n]*$/.test(label) && !/\s$/.test(label)) return label;
  throw new CustodyError(
    'custody.invalid-tag',
    'a label of bag-info.txt holds a colon or a line break',
  );
}

/** Values are one line here: folding would let a hostile title imitate another label. */
function checkedValue(value: string): string {
  if (value !== '' && !/[\r\n]/.test(value)) return value;
  throw new CustodyError('custody.invalid-tag', 'a value of bag-info.txt is one line');
}
