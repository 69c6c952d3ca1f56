import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import type { Manifest, StoredObject } from '@afo/domain';
import { isAfoError } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { EvidenceVault, Frame, ImageCodec, OpenedStretch } from '@afo/ports';
import type { Faults } from './faults.ts';
import { checkedFrames } from './seek-table-check.ts';

export interface ContentToOpen {
  readonly vault: EvidenceVault;
  readonly codec: ImageCodec;
  readonly manifest: Manifest;
}

/** The content of an item as its objects decode, and the digest over it once all of it was taken. */
export interface OpenedContent {
  readonly stretches: AsyncIterable<OpenedStretch>;
  digest(): Promise<string>;
  discard(): Promise<void>;
}

/** Opens the objects of an item in the order of their parts; what is stored is checked on the way. */
export function openContent(request: ContentToOpen, faults: Faults): OpenedContent {
  const objects = inOrder(request.manifest, faults);
  return objects.every(({ format }) => format === 'zstd-seekable')
    ? openImage(request, objects, faults)
    : openPlain(request, objects, faults);
}

/** An image, frame by frame, in the codec's threads; its objects may be told one by one, as they are committed. */
export function openImage(
  { vault, codec }: Pick<ContentToOpen, 'vault' | 'codec'>,
  objects: AsyncIterable<StoredObject> | Iterable<StoredObject>,
  faults: Faults,
): OpenedContent {
  const running = codec.digest(['sha256']);
  async function* frames(): AsyncGenerator<Frame> {
    for await (const object of objects)
      yield* checkedFrames(object, stored(vault, object, faults), faults);
  }
  return {
    stretches: codec.open(frames(), running),
    digest: async () => (await running.finish()).sha256 ?? '',
    discard: () => running.discard(),
  };
}

/** Everything else is small: one stream. */
function openPlain(
  { vault }: ContentToOpen,
  objects: readonly StoredObject[],
  faults: Faults,
): OpenedContent {
  const hash = createHash('sha256');
  async function* stretches(): AsyncGenerator<OpenedStretch> {
    for (const object of objects) {
      const chunks = stored(vault, object, faults);
      for await (const content of object.format.startsWith('zstd')
        ? decompressed(chunks)
        : chunks) {
        hash.update(content);
        yield { bytes: content.byteLength, content };
      }
    }
  }
  return {
    stretches: stretches(),
    digest: () => Promise.resolve(hash.digest('hex')),
    discard: () => Promise.resolve(),
  };
}

function inOrder(manifest: Manifest, faults: Faults): readonly StoredObject[] {
  if (manifest.stored.every(({ part }) => part === undefined)) return manifest.stored;
  const sorted = manifest.stored.toSorted((a, b) => (a.part ?? -1) - (b.part ?? -1));
  if (sorted.some(({ part }, index) => part !== index))
    faults.add('the parts of the item are not 0, 1, 2 …');
  return sorted;
}

/** The bytes of an object; at their end they are compared with what the manifest says. */
async function* stored(
  vault: EvidenceVault,
  object: StoredObject,
  faults: Faults,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of vault.read(object.key)) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    yield chunk;
  }
  faults.compare(object.key, { bytes, sha256: hexOf(hash) }, object);
}

const hexOf = (hash: Hash): string => hash.digest('hex');

async function* decompressed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = createZstdDecompress();
  pipeline(Readable.from(chunks), decoder, () => undefined);
  try {
    for await (const chunk of decoder) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } catch (cause) {
    if (isAfoError(cause)) throw cause;
    throw new PortError('codec.damaged', 'a stored object does not decompress', { cause });
  }
}
