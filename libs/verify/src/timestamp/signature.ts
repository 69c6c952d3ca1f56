import { constants, hash, verify } from 'node:crypto';
import { ObjectIdentifier, OctetString } from 'asn1js';
import type { SignedAndUnsignedAttributes, SignerInfo } from 'pkijs';

import type { Certified } from './certificate.ts';
import { namedCertificate } from './named-certificate.ts';
import type { Token } from './token.ts';

const digestAlgorithms: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const RSASSA_PSS = '1.2.840.113549.1.1.10';

/**
 * The certificate whose key signed the token, or a sentence on what is wrong (RFC 5652 §5.4, RFC 3161 §2.4.2). The
 * signed attributes bind the content and the certificate; a signature over anything less proves nothing.
 */
export function signerOf(
  { content, signer }: Token,
  certificates: readonly Certified[],
): Certified | string {
  const algorithm = digestAlgorithms.get(signer.digestAlgorithm.algorithmId);
  if (algorithm === undefined) return 'its digest algorithm is not SHA-256, SHA-384 or SHA-512';
  const attributes = signer.signedAttrs;
  if (attributes === undefined) return 'it has no signed attributes';
  if (!isOid(soleValue(attributes, CONTENT_TYPE), TST_INFO))
    return 'it signs another type of content';
  const digest = soleValue(attributes, MESSAGE_DIGEST);
  if (!isOctets(digest, hash(algorithm, content, 'buffer'))) return 'it signs other content';
  const certificate = namedCertificate((type) => soleValue(attributes, type), certificates);
  if (certificate === undefined) return 'the certificate that it names did not come with it';
  return isSigned(signer, attributes, { algorithm, certificate })
    ? certificate
    : 'its signature fails';
}

/** The value of an attribute that occurs once and has one value. */
function soleValue({ attributes }: SignedAndUnsignedAttributes, type: string): unknown {
  const [attribute, ...more] = attributes.filter((one) => one.type === type);
  const values: readonly unknown[] = attribute?.values ?? [];
  return more.length === 0 && values.length === 1 ? values[0] : undefined;
}

const isOid = (value: unknown, oid: string): boolean =>
  value instanceof ObjectIdentifier && value.getValue() === oid;

const isOctets = (value: unknown, bytes: Uint8Array): boolean =>
  value instanceof OctetString && Buffer.from(value.getValue()).equals(bytes);

function isSigned(
  { signature, signatureAlgorithm }: SignerInfo,
  { encodedValue }: SignedAndUnsignedAttributes,
  { algorithm, certificate }: { readonly algorithm: string; readonly certificate: Certified },
): boolean {
  const key = certificate.x509.publicKey;
  const bytes = Buffer.from(encodedValue);
  const signed = Buffer.from(signature.getValue());
  // Ed25519 and Ed448 hash by themselves (RFC 8419).
  if (key.asymmetricKeyType?.startsWith('ed') === true) return verify(null, bytes, key, signed);
  if (signatureAlgorithm.algorithmId !== RSASSA_PSS) return verify(algorithm, bytes, key, signed);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify(
    algorithm,
    bytes,
    { key, padding, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
    signed,
  );
}
