const LONGEST = 8000;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** A path for people, and its true bytes where the text cannot give them back. */
export interface PathText {
  readonly path: string;
  /** Base64 of the bytes, when they are not UTF-8 or the text had to be cut. */
  readonly pathBytes?: string;
}

/** A file name is any bytes but NUL and slash; none of them may be lost on the way into a result (F-70). */
export function pathText(bytes: Uint8Array): PathText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  const whole = text.length <= LONGEST && isUtf8(buffer);
  if (whole) return { path: text };
  const path =
    text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}…`;
  return { path, pathBytes: buffer.toString('base64') };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
