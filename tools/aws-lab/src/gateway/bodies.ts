import type { Readable } from 'node:stream';

/** No request or answer that is read whole is larger in AWS (a function's code is: 50 MB as base64). */
const MOST = 80 * 1024 * 1024;

/** A whole body. @throws Error when it is larger than any that has a reason */
export async function wholeBody(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes: unknown = chunk;
    if (!Buffer.isBuffer(bytes)) throw new Error('a stream with an encoding is no body');
    size += bytes.length;
    if (size > MOST) throw new Error('a body of this size is not read whole');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
