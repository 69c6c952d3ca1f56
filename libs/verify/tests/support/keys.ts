import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from 'node:crypto';

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

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A key of ECDSA on P-256. `line` has the smaller s, unless a test asks for another. */
export function ecdsaNoteKey(name: string, size: 'small' | 'large' = 'small'): NoteKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const id = createHash('sha256').update(spki).digest().subarray(0, 4);
  return {
    name,
    vkey: `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.from([2]), spki]).toString('base64')}`,
    id: id.toString('hex'),
    line: (text) => {
      const plain = sign('sha256', Buffer.from(text), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      const s = BigInt(`0x${plain.subarray(32).toString('hex')}`);
      const isOther = s > ORDER / 2n === (size === 'small');
      const der = derOf(
        BigInt(`0x${plain.subarray(0, 32).toString('hex')}`),
        isOther ? ORDER - s : s,
      );
      return `— ${name} ${Buffer.concat([id, der]).toString('base64')}\n`;
    },
  };
}

function derOf(...numbers: readonly bigint[]): Buffer {
  const body = Buffer.concat(
    numbers.map((number) => {
      const hex = number.toString(16);
      const even = hex.length % 2 === 0 ? hex : `0${hex}`;
      const positive = /^[0-7]/.test(even) ? even : `00${even}`;
      return Buffer.from(
        `02${(positive.length / 2).toString(16).padStart(2, '0')}${positive}`,
        'hex',
      );
    }),
  );
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
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
