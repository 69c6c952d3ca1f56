import { createECDH, createHash, createPublicKey } from 'node:crypto';
import type { NoteSigner } from '@afo/custody';
import { parseVkey, sha256Hex, signCheckpoint, vkeyOf } from '@afo/custody';
import { sha256Schema } from '@afo/domain';
import type { CaseId } from '@afo/domain';

const NAME = 'ecdsa.example/vectors';

/**
 * A signature of ECDSA holds a random number, so this one was made once, over the checkpoint of the first entry. It has
 * the larger s: a note holds the other.
 */
const SIGNATURE =
  'MEUCIDoTl0sELkyAAv/cmdiJnvNyelwNLHswjjTCsAhKYKvkAiEAitl75qeZM6IfHr5R8a2EoVmgVM7kB4DXhrtLnu2qot8=';

/** A note that an ECDSA key signed, and the same with the other s, which docs/spec/checkpoint.md line 5 refuses. */
export async function ecdsaVector(caseId: CaseId, size: number, root: string) {
  const seed = createHash('sha256').update(NAME).digest();
  const vkey = vkeyOf(NAME, publicKeyOf(seed));
  const keyId = Buffer.from(parseVkey(vkey).keyId);
  const note = await signCheckpoint(
    { caseId, size, root: sha256Schema.parse(root) },
    signerOf(vkey),
  );
  const given = Buffer.concat([keyId, Buffer.from(SIGNATURE, 'base64')]).toString('base64');
  return {
    key: { name: NAME, scalar: seed.toString('hex'), vkey, keyId: keyId.toString('hex') },
    size,
    root,
    note,
    sha256: sha256Hex(note),
    otherS: note.replace(/[^ ]+\n$/, `${given}\n`),
  };
}

function publicKeyOf(scalar: Buffer): ReturnType<typeof createPublicKey> {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  const coordinate = (from: number): string =>
    point.subarray(from, from + 32).toString('base64url');
  const key = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
  return createPublicKey({ key, format: 'jwk' });
}

const signerOf = (vkey: string): NoteSigner => ({
  keyName: NAME,
  publicKey: () => Promise.resolve(vkey),
  sign: () => Promise.resolve(Buffer.from(SIGNATURE, 'base64')),
});
