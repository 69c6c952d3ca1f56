import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** A key that signs notes, made from a name alone: the same name gives the same key. */
export interface NoteKey {
  readonly name: string;
  readonly vkey: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly line: (text: string) => string;
}

/** PKCS #8 of an Ed25519 key is this and the 32 bytes of its seed (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function noteKey(name: string, salt = ''): NoteKey {
  const seed = createHash('sha256').update(`${name}/${salt}`).digest();
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const material = Buffer.concat([Buffer.from([1]), Buffer.from(x, 'base64url')]);
  const id = createHash('sha256').update(`${name}\n`).update(material).digest().subarray(0, 4);
  return {
    name,
    vkey: `${name}+${id.toString('hex')}+${material.toString('base64')}`,
    id: id.toString('hex'),
    line: (text) =>
      `— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`,
  };
}

/** A signed checkpoint, written as docs/spec/checkpoint.md says. */
export function noteText(
  {
    origin,
    size,
    root,
  }: { readonly origin: string; readonly size: number; readonly root: Uint8Array },
  keys: readonly NoteKey[],
): string {
  const text = `${origin}\n${String(size)}\n${Buffer.from(root).toString('base64')}\n`;
  return `${text}\n${keys.map(({ line }) => line(text)).join('')}`;
}
