import type { Source } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { DiskSource, DiskSources } from '@afo/ports';
import { containerOf } from './containers.ts';
import type { Container } from './containers.ts';
import { openEwf } from './ewf/open-ewf.ts';
import { factsOfFiles } from './file-facts.ts';
import { ImageSource } from './image-source.ts';
import { JoinedImage } from './joined-image.ts';
import { keepingOpen, openFiles } from './open-files.ts';
import { openQcow2 } from './qcow2/open-qcow2.ts';
import { RawFile } from './raw-file.ts';
import { pathsOf } from './source-path.ts';
import type { SourcePath } from './source-path.ts';
import { partsOf } from './split-parts.ts';

/** Names that say "raw": what lies in the first sectors of such a file is the suspect's, and decides nothing. */
const RAW_NAME = /\.(raw|dd|bin|\d{2,5}|a{2,3})$|^xa{2,3}$/;

/** Disks of this machine: raw, split raw, qcow2 (v2, v3), E01, block devices. */
export class LocalDiskSources implements DiskSources {
  async open(source: Source): Promise<DiskSource> {
    const paths = pathsOf(source);
    const [first] = paths;
    if (first === undefined) throw new PortError('source.not-found', 'the source names no file');
    switch (await containerAt(first)) {
      case 'raw':
        return await openRaw(paths);
      case 'qcow2':
        return await openQcow2(single(paths));
      case 'ewf':
        return await openEwf(paths.map(({ path }) => path));
    }
  }
}

type Opened = 'raw' | 'qcow2' | 'ewf';

async function containerAt({ path, format }: SourcePath): Promise<Opened> {
  const file = await RawFile.open(path);
  try {
    if (file.bytes === 0) throw new PortError('source.empty', `${path} holds no bytes`);
    // A device is what it is; a container on it was put there by whoever used it.
    if (file.isDevice || format === 'raw' || (format === undefined && RAW_NAME.test(path)))
      return 'raw';
    return supported(format ?? (await containerIn(file)), path);
  } finally {
    await file.close();
  }
}

async function containerIn(file: RawFile): Promise<Container> {
  const head = new Uint8Array(Math.min(512, file.bytes));
  await file.read(0, head);
  return containerOf(head);
}

function supported(container: Container, path: string): Opened {
  if (container === 'ewf2')
    throw new PortError(
      'source.unsupported',
      `${path} is an Ex01: convert it with ewfexport -f encase6`,
    );
  if (typeof container === 'string') return container;
  throw new PortError(
    'source.unsupported',
    `${path} is ${container.unsupported}; if it is a raw disk that only begins so, name it with ?format=raw`,
  );
}

async function openRaw(paths: readonly SourcePath[]): Promise<DiskSource> {
  const [first] = paths;
  const names =
    paths.length === 1 && first !== undefined
      ? await partsOf(first.path)
      : paths.map(({ path }) => path);
  const files = await openFiles(names);
  return await keepingOpen(files, async (opened) => {
    const image = new JoinedImage(opened);
    const format =
      opened.length > 1 ? 'split-raw' : opened[0]?.isDevice === true ? 'block-device' : 'raw';
    const limits = [...oddParts(opened), ...(await disguise(opened))];
    return new ImageSource({ format, facts: factsOfFiles(opened), limits }, image);
  });
}

/** Parts of one image are of one size, but for the last: another size is a part that was cut, or not of this image. */
function oddParts(files: readonly RawFile[]): readonly string[] {
  const odd = files.slice(0, -1).filter(({ bytes }) => bytes !== files[0]?.bytes);
  const last = files.at(-1);
  if (last !== undefined && last.bytes > (files[0]?.bytes ?? 0)) odd.push(last);
  return odd.map(({ path, bytes }) =>
    `part ${path} has ${String(bytes)} bytes, unlike the others`.slice(0, 4000),
  );
}

/** A raw disk that begins like a container is worth a sentence: somebody may have meant to mislead a tool. */
async function disguise(files: readonly RawFile[]): Promise<readonly string[]> {
  const [first] = files;
  if (first === undefined || first.bytes === 0) return [];
  const found = await containerIn(first);
  if (found === 'raw') return [];
  const name = typeof found === 'string' ? `a ${found}` : found.unsupported;
  return [`the disk begins like ${name}, and was taken as raw by its name or kind`];
}

function single(paths: readonly SourcePath[]): string {
  const [first, ...more] = paths;
  if (first === undefined || more.length > 0)
    throw new PortError('source.unsupported', 'a qcow2 image is one file');
  return first.path;
}
