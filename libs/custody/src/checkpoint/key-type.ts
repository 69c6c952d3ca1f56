/** How a checkpoint key signs: `ecdsa-p256` is ECDSA on the curve P-256 with SHA-256 (FIPS 186-5). */
export type KeyAlgorithm = 'ed25519' | 'ecdsa-p256';

/** A signature type of C2SP signed-note. */
export interface KeyType {
  readonly algorithm: KeyAlgorithm;
  /** The byte that C2SP assigned to it. */
  readonly byte: number;
  /** A SubjectPublicKeyInfo is this and so many bytes: 32 of RFC 8032, or x and y of an uncompressed point. */
  readonly prefix: Buffer;
  readonly bytes: number;
  /** What of the SubjectPublicKeyInfo is in a vkey. */
  readonly inVkey: 'key' | 'whole';
  /** What `node:crypto` hashes the text by; Ed25519 hashes by itself. */
  readonly hash: 'sha256' | null;
}

export const keyTypes: Readonly<Record<KeyAlgorithm, KeyType>> = {
  ed25519: {
    algorithm: 'ed25519',
    byte: 0x01,
    prefix: Buffer.from('302a300506032b6570032100', 'hex'),
    bytes: 32,
    inVkey: 'key',
    hash: null,
  },
  'ecdsa-p256': {
    algorithm: 'ecdsa-p256',
    byte: 0x02,
    prefix: Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex'),
    bytes: 64,
    inVkey: 'whole',
    hash: 'sha256',
  },
};

/** True when the bytes are a SubjectPublicKeyInfo of that type in its one form. Whether the point is one is not asked. */
export const isSpkiOf = ({ prefix, bytes }: KeyType, spki: Uint8Array): boolean =>
  spki.length === prefix.length + bytes && prefix.equals(spki.subarray(0, prefix.length));
