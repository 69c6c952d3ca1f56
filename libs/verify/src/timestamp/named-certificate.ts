import { hash } from 'node:crypto';
import { ObjectIdentifier, OctetString, Sequence } from 'asn1js';

import type { Certified } from './certificate.ts';

const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';

const hashes: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/**
 * The certificate that the signed attributes name by its digest: ESSCertIDv2 (RFC 5816), or ESSCertID with SHA-1
 * (RFC 2634), which many authorities still send. SHA-1 only picks among certificates here, it proves nothing.
 */
export function namedCertificate(
  attribute: (type: string) => unknown,
  certificates: readonly Certified[],
): Certified | undefined {
  const second = firstId(attribute(SIGNING_CERTIFICATE_V2));
  if (second !== undefined) return byDigest(second, hashOf(second), certificates);
  const first = firstId(attribute(SIGNING_CERTIFICATE));
  return first === undefined ? undefined : byDigest(first, 'sha1', certificates);
}

/** SigningCertificate ::= SEQUENCE { certs SEQUENCE OF ESSCertID, … }: the first names the signer. */
function firstId(value: unknown): readonly unknown[] | undefined {
  const certificates = members(value)[0];
  const id = members(certificates)[0];
  return id instanceof Sequence ? members(id) : undefined;
}

/** ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT id-sha256, certHash, … } */
function hashOf(id: readonly unknown[]): string | undefined {
  const [first] = id;
  if (!(first instanceof Sequence)) return 'sha256';
  const [algorithm] = members(first);
  return algorithm instanceof ObjectIdentifier ? hashes.get(algorithm.getValue()) : undefined;
}

function byDigest(
  id: readonly unknown[],
  algorithm: string | undefined,
  certificates: readonly Certified[],
): Certified | undefined {
  const digest = id.find((member) => member instanceof OctetString);
  if (digest === undefined || algorithm === undefined) return undefined;
  const wanted = Buffer.from(digest.getValue());
  return certificates.find(({ x509 }) => hash(algorithm, x509.raw, 'buffer').equals(wanted));
}

const members = (value: unknown): readonly unknown[] =>
  value instanceof Sequence ? value.valueBlock.value : [];
