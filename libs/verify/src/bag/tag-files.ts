import type { Findings } from '../faults.ts';
import { filePlace } from '../faults.ts';
import { printable } from '../printable.ts';
import { decodeBagPath, isSafePath } from './path.ts';

/** A file that is to be fetched from elsewhere. */
export interface FetchEntry {
  readonly url: string;
  /** Undefined where `fetch.txt` writes `-`. */
  readonly bytes: number | undefined;
}

/** Digests by path of a BagIt manifest (RFC 8493 §2.1.3). Lines that are none, and paths twice, are faults. */
export function readManifest(
  path: string,
  text: string,
  findings: Findings,
): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const line of linesOf(text)) {
    const { digest = '', file = '' } =
      /^(?<digest>[0-9a-f]{64})[ \t]+\*?(?<file>[^ \t].*)$/i.exec(line)?.groups ?? {};
    const decoded = decodeBagPath(file);
    if (isSafePath(decoded) && !digests.has(decoded)) digests.set(decoded, digest.toLowerCase());
    else
      findings.fault(
        'bag.manifest-malformed',
        filePlace(path),
        `not a line of a manifest, or a path twice: ${printable(line)}`,
      );
  }
  return digests;
}

/** Entries of `fetch.txt` by path (RFC 8493 §2.2.3). */
export function readFetch(text: string, findings: Findings): ReadonlyMap<string, FetchEntry> {
  const entries = new Map<string, FetchEntry>();
  for (const line of linesOf(text)) {
    const {
      url = '',
      bytes = '',
      file = '',
    } = /^(?<url>\S+)[ \t]+(?<bytes>\d+|-)[ \t]+(?<file>[^ \t].*)$/.exec(line)?.groups ?? {};
    const decoded = decodeBagPath(file);
    if (isSafePath(decoded) && !entries.has(decoded))
      entries.set(decoded, { url, bytes: bytes === '-' ? undefined : Number(bytes) });
    else
      findings.fault(
        'bag.fetch',
        filePlace('fetch.txt'),
        `not a line of fetch.txt, or a path twice: ${printable(line)}`,
      );
  }
  return entries;
}

/** The value of `Payload-Oxum` in `bag-info.txt`, if it is there (RFC 8493 §2.2.2). */
export const oxumOf = (info: string): string | undefined =>
  /^Payload-Oxum:[ \t]*(?<oxum>\S+)[ \t]*$/im.exec(info)?.groups?.['oxum'];

const linesOf = (text: string): readonly string[] =>
  text.split(/\r\n|\n|\r/).filter((line) => line !== '');
