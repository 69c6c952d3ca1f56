import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';

/** Texts that have no business where nobody has named them: what grants access, by how it is written. */
const SHAPES: readonly RegExp[] = [
  /X-Amz-Signature=[0-9a-f]{16,}/i,
  /X-Amz-Security-Token=[\w%+/]{16,}/i,
  /AWSAccessKeyId=\w+/i,
  /aws_?(?:secret_?access_?key|session_?token)["'\s]*[=:]\s*["']?[\w+/]{16,}/i,
  /<(?:SecretAccessKey|SessionToken)>[^<]+/,
  /"(?:SecretAccessKey|SessionToken|secretAccessKey|sessionToken)"\s*:\s*"[^"]+"/,
  /(?<!Amz-)Signature=[0-9a-f]{64}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

/** What secrets are made of, in all their spellings: the rest of a disk need not be searched for each of them. */
const RUN = /[\w+/=%.-]{30,}/g;
const WINDOW = 16 * 1_048_576;
/** No secret is longer, however it is spelled. */
const OVERLAP = 8_192;
const ZSTD_MAGIC = 0xfd2fb528;

export interface Found {
  readonly place: string;
  readonly what: string;
}

/** How much was looked through, so that nobody takes an empty place for a clean one. */
export interface Searched {
  readonly found: readonly Found[];
  readonly things: number;
}

export interface Thing {
  readonly place: string;
  readonly bytes: Uint8Array;
  /** False for what a suspect host has written: it may hold anybody's keys, but none of ours. */
  readonly shapes: boolean;
  /** True for a piece of something that is searched as a whole elsewhere: it cannot be decompressed by itself. */
  readonly isPiece?: boolean;
}

/** Looks through things, each content once, however often and wherever it lies. */
export type Search = (things: AsyncIterable<Thing> | Iterable<Thing>) => Promise<Searched>;

/**
 * Searches for secrets that are known, as they are, in an address, or in base64; and for what looks like one. What is
 * compressed is looked through as it comes and decompressed. What was found is told by its beginning alone.
 * @throws Error for a secret that the search would miss
 */
export function searchFor(secrets: readonly string[]): Search {
  const known = [...new Set(secrets.flatMap(spellings))];
  const missed = known.filter((text) => text.replaceAll(RUN, '') !== '' || text.length > OVERLAP);
  if (missed.length > 0) throw new Error(`${String(missed.length)} secrets cannot be searched for`);
  const seen = new Set<string>();
  return async (things) => {
    const found: Found[] = [];
    let count = 0;
    for await (const { place, bytes, shapes, isPiece = false } of things) {
      count += 1;
      for (const content of [Buffer.from(bytes), ...(isPiece ? [] : unpacked(bytes))]) {
        const digest = `${createHash('sha256').update(content).digest('hex')} ${String(shapes)}`;
        if (seen.has(digest)) continue;
        seen.add(digest);
        found.push(...knownIn(content, known).map((what) => ({ place, what })));
        if (shapes) found.push(...shapesIn(content).map((what) => ({ place, what })));
      }
    }
    return { found, things: count };
  };
}

const spellings = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1),
];

function knownIn(content: Buffer, known: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (let at = 0; at < content.length; at += WINDOW) {
    const text = content.toString('latin1', at, at + WINDOW + OVERLAP);
    const runs = [...text.matchAll(RUN)].map(([run]) => run).join('\n');
    for (const secret of known) if (runs.includes(secret)) found.add(secret);
  }
  return [...found].map((secret) => `a secret that begins with ${secret.slice(0, 6)}`);
}

function shapesIn(content: Buffer): readonly string[] {
  const text = content.toString('latin1');
  return SHAPES.flatMap((shape) => {
    const [hit] = shape.exec(text) ?? [];
    return hit === undefined ? [] : [`${shape.source}: ${hit.slice(0, 30)}`];
  });
}

function unpacked(bytes: Uint8Array): readonly Buffer[] {
  const view = Buffer.from(bytes);
  if (view.length < 4 || view.readUInt32LE(0) !== ZSTD_MAGIC) return [];
  return [zstdDecompressSync(view)];
}
