import { createHash } from 'node:crypto';
import type { Manifest, Sha256 } from '@afo/domain';
import { BLOCK_SIZE, sha256Schema } from '@afo/domain';
import { STRETCH_BLOCKS } from '@afo/ports';
import type { ContentSource, Ports } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import type { MadeCopy } from '../evidence/working-copy.ts';
import type { ExportedImage, ExportImage } from './export-image.ts';

export interface EwfMeans {
  readonly ports: Ports;
  readonly manifest: Manifest;
  /** Makes a proven raw copy, from which the container is made. */
  readonly copyTo: (path: string) => Promise<MadeCopy>;
}

const SECTOR = 512;
const GIBIBYTE = 1024 ** 3;
const SUFFIX = { encase6: '.E01', ewfx: '.e01' } as const;

/** Makes an E01 of an item by libewf's ewfacquire, reads it again by other code, and compares. */
export async function writeEwf(means: EwfMeans, request: ExportImage): Promise<ExportedImage> {
  const { ports, manifest } = means;
  const { target, folder, format } = targetOf(request);
  // An E01 counts in sectors: it would drop the rest of the last one.
  if (manifest.content.bytes % SECTOR !== 0)
    throw new PipelineError(
      'export.impossible',
      `${request.item} is not whole sectors: export it as raw`,
    );
  const work = `${target}.work.raw`;
  const copy = await means.copyTo(work);
  try {
    await runEwfacquire(means, request, { copy, target, folder });
  } finally {
    await ports.images.remove(work);
  }
  const path = `${target}${SUFFIX[format]}`;
  const found = await readAgain(ports, path, request.signal);
  if (found.sha256 !== copy.sha256 || found.bytes !== copy.bytes)
    throw new PipelineError(
      'evidence.digest-mismatch',
      `${path} does not hold what was exported: it must not be used`,
    );
  return { path, ...found, limits: limitsOf(format) };
}

interface Target {
  /** Path without its suffix, as ewfacquire wants it. */
  readonly target: string;
  readonly folder: string;
  readonly format: 'encase6' | 'ewfx';
}

function targetOf({ destination, format }: ExportImage): Target {
  const known = format === 'raw' ? 'encase6' : format;
  const target = destination.replace(/\.[eE]01$/, '');
  const folder = target.slice(0, target.lastIndexOf('/')) || '/';
  if (!destination.startsWith('/'))
    throw new PipelineError('export.impossible', 'the destination must be an absolute path');
  return { target, folder, format: known };
}

interface Run {
  readonly copy: MadeCopy;
  readonly target: string;
  readonly folder: string;
}

async function runEwfacquire(
  { ports, manifest }: EwfMeans,
  { item, format, actor, signal }: ExportImage,
  { copy, target, folder }: Run,
): Promise<void> {
  const { exitCode, stderr } = await ports.tools.run(
    {
      program: 'ewfacquire',
      arguments: [
        ...['-u', '-q', '-c', 'fast', '-f', format, '-d', 'sha1,sha256', '-t', target],
        ...['-C', manifest.case, '-E', item, '-e', plain(actor.name), '-D', plain(manifest.title)],
        ...['-N', `SHA-256 ${copy.sha256}`, copy.path],
      ],
      readable: [copy.path],
      writable: folder,
      limits: {
        seconds: 3600 + Math.ceil(copy.bytes / 10_000_000),
        memoryBytes: GIBIBYTE,
        outputBytes: copy.bytes * 2 + GIBIBYTE,
      },
    },
    () => undefined,
    signal,
  );
  if (exitCode !== 0)
    throw new PipelineError(
      'export.impossible',
      `ewfacquire failed (${String(exitCode)}): ${plain(stderr.slice(-500))}`,
    );
}

/** Names may hold anything; a program's arguments get what can be read. */
const plain = (text: string): string =>
  text
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);

/** Length and digest of the disk in a container, read by our own reader and not by the program that wrote it. */
async function readAgain(
  ports: Ports,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: Sha256 }> {
  const uris = [`file://${path.split('/').map(encodeURIComponent).join('/')}`];
  const source = await ports.disks.open({ kind: 'disk', uris, title: 'an export' });
  try {
    const { bytes } = await source.describe();
    return { bytes, sha256: await digestOf(source, bytes, signal) };
  } finally {
    await source.close();
  }
}

async function digestOf(
  source: ContentSource,
  bytes: number,
  signal: AbortSignal,
): Promise<Sha256> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(STRETCH_BLOCKS * BLOCK_SIZE);
  for (let block = 0; block * BLOCK_SIZE < bytes; block += STRETCH_BLOCKS) {
    signal.throwIfAborted();
    const into = buffer.subarray(0, Math.min(buffer.byteLength, bytes - block * BLOCK_SIZE));
    const unread = await source.read(block, into);
    if (unread.length > 0)
      throw new PipelineError('evidence.digest-mismatch', 'the export cannot be read to its end');
    hash.update(into);
  }
  return sha256Schema.parse(hash.digest('hex'));
}

const limitsOf = (format: 'encase6' | 'ewfx'): readonly string[] =>
  format === 'ewfx'
    ? []
    : [
        'the E01 holds MD5 and SHA-1 only: SHA-256 was compared when it was written, and stands in the log and in the notes of the E01, which nothing in the E01 protects',
      ];
