import { createHash } from 'node:crypto';

import type { BundleReader } from '../../src/index.ts';
import { VerifyError } from '../../src/index.ts';

/** A bundle in memory: bytes by path. */
export type Bundle = Map<string, Buffer>;

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

// Small and odd, so that nothing by chance lies in one chunk.
const CHUNK = 4093;

/** Reads a bundle from memory, in chunks of one buffer that is used again and again, as a reader may. */
export function readerOf(bundle: ReadonlyMap<string, Buffer>): BundleReader {
  const bytesAt = (path: string): Buffer => {
    const bytes = bundle.get(path);
    if (bytes === undefined) throw new VerifyError('verify.not-found', 'not there');
    return bytes;
  };
  return {
    async *list() {
      for (const path of bundle.keys()) yield await Promise.resolve(path);
    },
    size: (path) => Promise.resolve(path).then((one) => bytesAt(one).length),
    async *open(path) {
      const bytes = bytesAt(path);
      const chunk = bytes.length > 100_000 ? 65_521 : CHUNK;
      const buffer = Buffer.alloc(chunk);
      for (let at = 0; at < bytes.length; at += chunk) {
        const length = bytes.copy(buffer, 0, at, at + chunk);
        yield await Promise.resolve(buffer.subarray(0, length));
      }
    },
  };
}

/** Writes the tag files anew, as whoever forges a bundle does too: they are not secret. */
export function rebag(bundle: Bundle, fetch: readonly Fetched[] = []): Bundle {
  const payload = [...bundle].filter(([path]) => path.startsWith('data/'));
  const lines = [
    ...payload.map(([path, bytes]) => `${sha256(bytes)}  ${encoded(path)}\n`),
    ...fetch.map(({ path, sha256: digest }) => `${digest}  ${encoded(path)}\n`),
  ];
  const bytes = payload.reduce((sum, [, one]) => sum + one.length, 0);
  const tags = new Map([
    ['bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'],
    [
      'bag-info.txt',
      `Source-Organization: test\nPayload-Oxum: ${String(bytes)}.${String(payload.length)}\n`,
    ],
    ['manifest-sha256.txt', lines.join('')],
    ...(fetch.length === 0 ? [] : [['fetch.txt', fetch.map(fetchLine).join('')] as const]),
  ]);
  const tagManifest = [...tags].map(([path, text]) => `${sha256(text)}  ${path}\n`).join('');
  return new Map([
    ...payload,
    ...[...tags].map(([path, text]) => [path, Buffer.from(text)] as const),
    ['tagmanifest-sha256.txt', Buffer.from(tagManifest)],
  ]);
}

/** A file that stays in the vault. */
export interface Fetched {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

const fetchLine = ({ path, bytes }: Fetched): string =>
  `afo-vault://local/${path} ${String(bytes)} ${encoded(path)}\n`;

const encoded = (path: string): string => path.replace(/[%\r\n]/g, encodeURIComponent);
