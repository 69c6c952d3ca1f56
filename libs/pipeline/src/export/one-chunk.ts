/** Bytes that are there already, as the stream that a sink takes. */
export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}
