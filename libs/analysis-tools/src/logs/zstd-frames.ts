import { Decompress } from 'fzstd';

/** Input that is decompressed in one go: a block of 4 bytes may stand for 128 KiB, and all of it is held. */
const AT_ONCE = 1024;

/**
 * Decompresses a zstd file of any number of frames (RFC 8878 §3), as log rotation and parallel compressors write them.
 * Node's own decoder ends quietly after the first frame and drops the rest. The checksum that a frame may carry is not
 * compared: the copy that the log lies in has been verified.
 * @throws what the decoder throws for damaged or cut input, and what `packed` throws
 */
export async function* unpackedZstd(
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => {
    ready.push(chunk);
  });
  for await (const chunk of packed) {
    for (let at = 0; at < chunk.byteLength; at += AT_ONCE) {
      // The decoder keeps what it gets, and the sender may use its buffer again.
      decoder.push(chunk.slice(at, at + AT_ONCE));
      yield* ready;
      ready = [];
    }
  }
  decoder.push(new Uint8Array(), true);
  yield* ready;
}
