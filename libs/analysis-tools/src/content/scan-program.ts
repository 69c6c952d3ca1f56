/**
 * A program of its own, run inside of the walls of a ToolRunner: reads files out of an image by their places, and says
 * of each its kind, its digests and the YARA rules that match. The library that reads hostile bytes is native code.
 *
 * Arguments: IMAGE ORDERS YARA_MODULE RULES…  Orders and answers: see scan-protocol.ts.
 */
import { createHash } from 'node:crypto';
import type { CompilerOptions, YaraX } from '@litko/yara-x';
import { createReadStream, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { kindOf } from './magic.ts';
import type { RuleMatch, ScanAnswer, ScanOrder } from './scan-protocol.ts';

/** The rules see the first 64 MiB of a file; digests are made up to 1 GiB (F-72). */
const SCAN_BYTES = 64 * 2 ** 20;
const DIGEST_BYTES = 2 ** 30;
const CHUNK_BYTES = 4 * 2 ** 20;
const PLACES = 20;

/** Of the module's own types only these are sound. */
interface YaraModule {
  readonly compile: (source: string, options: CompilerOptions) => YaraX;
}
type YaraMatch = Omit<ReturnType<YaraX['scan']>[number], 'meta'> & {
  readonly meta: RuleMatch['meta'];
};

/** The content of one file cannot be had; anything else that goes wrong ends the program. */
class UnreadableError extends Error {}

const [image = '', orders = '', yaraModule = '', ...ruleFiles] = process.argv.slice(2);
const descriptor = openSync(image, 'r');
const scanner = compileRules();
const buffer = Buffer.alloc(SCAN_BYTES);

for await (const line of linesOf(createReadStream(orders))) {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- our own caller wrote the orders
  const order = JSON.parse(line) as ScanOrder;
  say(answerTo(order));
}

/** At line feeds only: node:readline also ends a line at U+2028, which may stand in a file name inside of JSON. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of input) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
}

function compileRules(): YaraX {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the caller names that module
  const yara = createRequire(import.meta.url)(yaraModule) as YaraModule;
  const source = ruleFiles.map((file) => readFileSync(file, 'utf8')).join('\n');
  const compiled = yara.compile(source, { defineVariables: { path: '' } });
  compiled.setMaxMatchesPerPattern(PLACES);
  const rules = source.match(/^\s*(private\s+|global\s+)*rule\s+\w+/gm)?.length ?? 0;
  say({ ready: true, rules, warnings: compiled.getWarnings().map(({ message }) => message) });
  return compiled;
}

function answerTo(order: ScanOrder): ScanAnswer {
  const { id, size } = order;
  const gap = gapIn(order);
  if (gap !== undefined) return { id, failed: gap };
  try {
    const head = read(order, { start: 0, target: buffer.subarray(0, Math.min(size, SCAN_BYTES)) });
    return {
      id,
      kind: kindOf(head),
      ...digestsOf(order, head),
      scanned: head.length,
      matches: matchesIn(head, order.path),
    };
  } catch (cause) {
    if (cause instanceof UnreadableError) return { id, failed: cause.message };
    throw cause;
  }
}

function matchesIn(head: Buffer, path: string) {
  try {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- meta is a plain object of these
    return (scanner.scan(head, { path }) as YaraMatch[]).map(matchOf);
  } catch (cause) {
    // One file that the scanner cannot digest must not end the scan of all others; it is named instead.
    throw new UnreadableError(`YARA-X gave up: ${String(cause).slice(0, 200)}`, { cause });
  }
}

/** The runs must cover the file without a gap: a shorter content must not pass for the whole (F-01). */
function gapIn({ size, runs }: ScanOrder): string | undefined {
  let covered = 0;
  for (const [start, , length] of runs) {
    if (start > covered) break;
    covered = Math.max(covered, start + length);
  }
  return covered < size
    ? `the file system gives the place of ${covered} of ${size} bytes`
    : undefined;
}

interface Reading {
  readonly start: number;
  readonly target: Buffer;
}

function read({ runs }: ScanOrder, { start, target }: Reading): Buffer {
  const end = start + target.length;
  target.fill(0);
  for (const [fileOffset, imageOffset, length] of runs) {
    const from = Math.max(fileOffset, start);
    const to = Math.min(fileOffset + length, end);
    if (from >= to || imageOffset < 0) continue;
    const part = target.subarray(from - start, to - start);
    const got = readSync(descriptor, part, 0, part.length, imageOffset + (from - fileOffset));
    if (got !== part.length)
      throw new UnreadableError(`the image ends before byte ${to} of the file`);
  }
  return target;
}

function digestsOf(order: ScanOrder, head: Buffer): { md5: string | null; sha256: string | null } {
  if (order.size > DIGEST_BYTES) return { md5: null, sha256: null };
  const md5 = createHash('md5').update(head);
  const sha256 = createHash('sha256').update(head);
  const chunk = Buffer.alloc(order.size > head.length ? CHUNK_BYTES : 0);
  for (let start = head.length; start < order.size; start += CHUNK_BYTES) {
    const part = read(order, {
      start,
      target: chunk.subarray(0, Math.min(CHUNK_BYTES, order.size - start)),
    });
    md5.update(part);
    sha256.update(part);
  }
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex') };
}

function matchOf({ ruleIdentifier, tags, meta, matches }: YaraMatch) {
  return {
    rule: ruleIdentifier,
    tags: [...tags],
    meta,
    places: matches
      .map(({ offset, length }): [number, number] => [offset, length])
      .sort(([a], [b]) => a - b)
      .slice(0, PLACES),
  };
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
