import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable, PassThrough } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isAfoError } from '@afo/domain';
import { AnalysisError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { linesOf, textOfLine } from '../program/lines.ts';
import { unpackedZstd } from './zstd-frames.ts';

/** What is read of one log, and what a packed one may grow to (F-72). */
const LARGEST = 2 ** 30;

/** Says what is left out. */
export type Limit = (sentence: string) => void;

export interface LogLine {
  readonly number: number;
  readonly text: string;
}

/** The live files below a folder whose names match, rotated and packed ones included, in the order of their names. */
export function logFiles(host: Host, folder: string, name: RegExp): readonly FileEntry[] {
  return [...host.inventory.below(folder)].filter(
    (entry) =>
      entry.type === 'file' &&
      entry.size > 0 &&
      name.test(posix.basename(entry.path).replace(ROTATED, '')),
  );
}

const ROTATED = /([-.]\d{1,10})?(\.(gz|zst|xz|bz2))?$/;

/** The lines of a text log, unpacked where it was packed on rotation. A bomb is cut off, and that is said. */
export async function* logLines(
  host: Host,
  entry: FileEntry,
  limit: Limit,
): AsyncGenerator<LogLine, void, undefined> {
  if (entry.size > LARGEST) limit(`${entry.path}: only its first ${LARGEST} bytes are read.`);
  const raw = host.reader.chunks(entry, LARGEST);
  const unpack = unpackerFor(entry);
  const chunks = unpack === undefined ? raw : bounded(unpacked(unpack(raw)), entry, limit);
  let cut = 0;
  const onCut = (): void => void (cut += 1);
  for await (const { number, text } of linesOf(chunks, { tooLong: 'cut', onCut }))
    yield { number, text: textOfLine(text) };
  if (cut > 0)
    limit(`${entry.path}: of ${cut} lines of more than 4 MiB only the beginning is read.`);
}

type Chunks = AsyncIterable<Uint8Array>;

function unpackerFor({ path }: FileEntry): ((packed: Chunks) => Chunks) | undefined {
  switch (posix.extname(path)) {
    case '.gz':
      return gunzipped;
    case '.zst':
      return unpackedZstd;
    case '.xz':
    case '.bz2':
      throw new AnalysisError(
        'analysis.content-unreadable',
        'the packing of this log is not handled',
      );
    default:
      return undefined;
  }
}

async function* gunzipped(packed: Chunks): AsyncGenerator<Uint8Array, void, undefined> {
  const output = new PassThrough();
  // Its failure is met where the output is read.
  const done = pipeline(Readable.from(packed), createGunzip(), output).catch(() => undefined);
  for await (const chunk of output) if (chunk instanceof Uint8Array) yield chunk;
  await done;
}

async function* unpacked(content: Chunks): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* content;
  } catch (cause) {
    throw isAfoError(cause) ? cause : damaged(cause);
  }
}

const damaged = (cause: unknown): AnalysisError =>
  new AnalysisError('analysis.content-unreadable', 'the packed log is damaged', { cause });

async function* bounded(
  chunks: Chunks,
  entry: FileEntry,
  limit: Limit,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > LARGEST) {
      limit(`${entry.path} unpacks to more than ${LARGEST} bytes; the rest of it is not read.`);
      return;
    }
    yield chunk;
  }
}
