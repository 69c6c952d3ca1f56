import { VerifyError } from './errors.ts';

/**
 * Where a bundle is read from: a directory, an archive, memory. Paths are those of the bag, with `/`.
 *
 * MUST: list every file, also links and devices, by the path it claims to have; throw VerifyError `verify.special-file`
 * from `size` and `open` for what is not a regular file, `verify.not-found` for what is not there; read nothing outside
 * the bundle. MUST NOT follow a link. A chunk is valid until the next one is asked for.
 */
export interface BundleReader {
  list(): AsyncIterable<string>;
  size(path: string): Promise<number>;
  open(path: string): AsyncIterable<Uint8Array>;
}

/** All bytes of a short stream. @throws {VerifyError} `verify.too-large` before more than `limit` bytes are held. */
export async function readAll(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limit)
      throw new VerifyError('verify.too-large', `more than ${String(limit)} bytes`);
    // A copy: the reader may use its buffer again.
    chunks.push(new Uint8Array(chunk));
  }
  return Buffer.concat(chunks);
}
