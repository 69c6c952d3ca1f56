import { realpath } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { PortError } from '@afo/ports';
import type { DiskSource } from '@afo/ports';
import type { ByteImage } from '../byte-image.ts';
import { containerOf } from '../containers.ts';
import { factsOfFiles } from '../file-facts.ts';
import { ImageSource } from '../image-source.ts';
import { RawFile } from '../raw-file.ts';
import { asSourceError } from '../source-error.ts';
import { ClusterMap } from './cluster-map.ts';
import { readHeader } from './header.ts';
import type { Qcow2Header } from './header.ts';
import { Qcow2Image } from './qcow2-image.ts';

const DEEPEST = 32;

/** Opens a qcow2 image with the images that it stands on. They must lie in its folder: a hostile one names any file. */
export async function openQcow2(path: string): Promise<DiskSource> {
  const chain = new Chain(dirname(await real(path)));
  try {
    const { image, header } = await chain.open(path);
    if (image.bytes === 0) throw new PortError('source.empty', `${path} holds no bytes`);
    const facts = {
      ...factsOfFiles(chain.files),
      path,
      qcow2Version: header.version,
      clusterBytes: header.clusterBytes,
      internalSnapshots: header.snapshots,
      backingFiles: chain.files.length - 1,
    };
    return new ImageSource({ format: 'qcow2', facts, limits: chain.limits }, image);
  } catch (error) {
    await chain.close();
    throw error;
  }
}

class Chain {
  readonly files: RawFile[] = [];
  readonly limits: string[] = [];
  readonly #folder: string;
  readonly #seen = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(path: string): Promise<{ readonly image: ByteImage; readonly header: Qcow2Header }> {
    const file = await this.#file(path);
    const header = await readHeader(file);
    this.#note(path, header);
    const map = await ClusterMap.open(file, header);
    const backing =
      header.backing === undefined ? undefined : await this.#below(path, header.backing);
    const image = new Qcow2Image({
      file,
      header,
      map,
      ...(backing === undefined ? {} : { backing }),
    });
    return { image, header };
  }

  async close(): Promise<void> {
    for (const file of this.files) await file.close();
  }

  async #below(
    path: string,
    { name, format }: NonNullable<Qcow2Header['backing']>,
  ): Promise<ByteImage> {
    const target = await this.#allowed(path, name);
    const kind = format ?? (await this.#guess(target));
    if (kind === 'raw') return await this.#file(target);
    if (kind === 'qcow2') return (await this.open(target)).image;
    throw new PortError('source.unsupported', `${path} stands on an image of the format ${kind}`);
  }

  /** Resolves links before it compares, so that no link in the folder leads out of it. */
  async #allowed(path: string, name: string): Promise<string> {
    if (/^[a-z][a-z0-9+.-]*:/i.test(name) || name.includes('\0'))
      throw new PortError('source.unsupported', `${path} stands on something that is not a file`);
    const target = await real(resolve(dirname(await real(path)), name));
    if (!target.startsWith(this.#folder.endsWith(sep) ? this.#folder : this.#folder + sep))
      throw new PortError('source.unsupported', `${path} stands on a file outside its own folder`);
    return target;
  }

  async #guess(path: string): Promise<string> {
    const file = await RawFile.open(path);
    const head = new Uint8Array(Math.min(512, file.bytes));
    await file.read(0, head).finally(() => file.close());
    const container = containerOf(head);
    const kind = container === 'qcow2' ? 'qcow2' : 'raw';
    this.limits.push(`the format of ${path} is not stated; it was taken as ${kind}`.slice(0, 4000));
    return kind;
  }

  async #file(path: string): Promise<RawFile> {
    const name = await real(path);
    if (this.#seen.has(name) || this.#seen.size >= DEEPEST)
      throw new PortError('source.unsupported', `${path} stands on itself, or on too many images`);
    this.#seen.add(name);
    const file = await RawFile.open(path);
    this.files.push(file);
    return file;
  }

  #note(path: string, { snapshots, isDirty }: Qcow2Header): void {
    if (snapshots > 0)
      this.limits.push(
        `${path} holds ${String(snapshots)} internal snapshots; the active state is acquired, they are not`,
      );
    if (isDirty) this.limits.push(`${path} was not closed properly by its virtual machine`);
  }
}

async function real(path: string): Promise<string> {
  return await realpath(path).catch((error: unknown) => {
    throw asSourceError(error, path);
  });
}
