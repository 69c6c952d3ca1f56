import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SourceFacts } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { DiskSource } from '@afo/ports';
import { factsOfFiles } from '../file-facts.ts';
import { ImageSource } from '../image-source.ts';
import { keepingOpen, openFiles } from '../open-files.ts';
import type { RawFile } from '../raw-file.ts';
import { ChunkTables } from './chunk-tables.ts';
import { EwfImage } from './ewf-image.ts';
import { EwfScan } from './ewf-scan.ts';
import { segmentNumber } from './segment-file.ts';

/** Opens an E01 (EWF version 1) with all its segments: those named, or those that lie beside the first. */
export async function openEwf(paths: readonly string[]): Promise<DiskSource> {
  const [first = ''] = paths;
  const files = await openFiles(paths.length === 1 ? await segmentsBeside(first) : paths);
  return await keepingOpen(files, async (opened) => {
    const segments = await inOrder(opened);
    const scan = await EwfScan.of(segments);
    const image = new EwfImage({
      files: segments,
      volume: scan.volume,
      tables: new ChunkTables(scan.tables),
    });
    if (image.bytes === 0) throw new PortError('source.empty', `${first} holds no bytes`);
    return new ImageSource(
      {
        format: 'ewf',
        facts: factsOf(segments, scan),
        embedded: scan.embedded,
        limits: scan.limits,
      },
      image,
    );
  });
}

function factsOf(files: readonly RawFile[], scan: EwfScan): SourceFacts['facts'] {
  return {
    ...factsOfFiles(files),
    segments: files.length,
    chunkBytes: scan.volume.chunkBytes,
    bytesPerSector: scan.volume.bytesPerSector,
    ...scan.header,
  };
}

/** `.E01` … `.E99`, then `.EAA` … `.ZZZ`: all that lie there; the segments' own numbers say whether one is missing. */
async function segmentsBeside(path: string): Promise<readonly string[]> {
  const name = basename(path);
  const [, stem, letter] = /^(.*\.)([EeSs])01$/.exec(name) ?? [];
  if (stem === undefined || letter === undefined) return [path];
  const all = await readdir(dirname(path));
  const suffixes = new Set(
    all.filter((other) => other.startsWith(stem)).map((other) => other.slice(stem.length)),
  );
  // Letters come after 99 numbers; before that, `.raw` is another file and no segment.
  const shape = suffixes.has(`${letter}99`) ? /^[A-Z](\d\d|[A-Z][A-Z])$/i : /^[A-Z]\d\d$/i;
  const isSegment = (suffix: string): boolean => shape.test(suffix) && sameCase(suffix, letter);
  const segments = [...suffixes].filter(isSegment).map((suffix) => stem + suffix);
  return segments.map((segment) => join(dirname(path), segment));
}

const sameCase = (suffix: string, letter: string): boolean =>
  letter === letter.toUpperCase()
    ? suffix === suffix.toUpperCase()
    : suffix === suffix.toLowerCase();

async function inOrder(files: readonly RawFile[]): Promise<readonly RawFile[]> {
  const numbered: { readonly file: RawFile; readonly number: number }[] = [];
  for (const file of files) numbered.push({ file, number: await segmentNumber(file) });
  numbered.sort((a, b) => a.number - b.number);
  for (const [n, { number, file }] of numbered.entries()) {
    if (number !== n + 1)
      throw new PortError(
        'source.not-found',
        `segment ${String(n + 1)} of ${file.path} is missing, or there twice`,
      );
  }
  return numbered.map(({ file }) => file);
}
