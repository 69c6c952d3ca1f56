import type { Manifest, Sha256 } from '@afo/domain';
import { epochOf } from '@afo/domain';
import type { ImageFileWriter, Ports, Progress } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { readBack } from './read-back.ts';
import type { ContentPiece } from './read-back.ts';

export interface MakeWorkingCopy {
  readonly ports: Pick<Ports, 'vault' | 'codec' | 'images' | 'clock'>;
  readonly manifest: Manifest;
  /** Path of the copy on this machine; nothing may be there yet. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

/** A copy whose bytes are proven to be those of the item. */
export interface MadeCopy {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: Sha256;
}

/**
 * Decodes an item from the vault into a read-only, sparse file and checks every digest of its manifest on the way. The
 * file has its name only when all of them match, so nobody can work on a copy that is not proven (C34).
 * @throws PipelineError `evidence.digest-mismatch`; PortError `image-file.exists`, `image-file.full`
 */
export async function makeWorkingCopy(request: MakeWorkingCopy): Promise<MadeCopy> {
  const { ports, manifest, path, signal, progress = () => undefined } = request;
  const writer = await ports.images.create(path, manifest.content.bytes);
  try {
    const { result, bytes, sha256, faults } = await readBack({
      vault: ports.vault,
      codec: ports.codec,
      manifest,
      signal,
      progress,
      now: () => epochOf(ports.clock.now()),
      onContent: (piece) => writePiece(writer, manifest, piece),
    });
    if (result === 'mismatch' || sha256 === undefined)
      throw new PipelineError(
        'evidence.digest-mismatch',
        `${manifest.item} is not what was sealed: ${faults[0] ?? 'another digest'}`,
      );
    await writer.commit();
    return { path, bytes, sha256 };
  } finally {
    await writer.abort();
  }
}

/** Zeros are not written: they are what a fresh file holds. Nothing is written behind the end of the copy. */
async function writePiece(
  writer: ImageFileWriter,
  { item, content: said }: Manifest,
  { offset, bytes, content }: ContentPiece,
): Promise<void> {
  if (offset + bytes > said.bytes)
    throw new PipelineError(
      'evidence.digest-mismatch',
      `${item} holds more than its manifest says`,
    );
  if (content !== undefined) await writer.write(offset, content);
}
