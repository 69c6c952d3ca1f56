import { X509Certificate } from 'node:crypto';
import { Certificate, ExtKeyUsage } from 'pkijs';

import { VerifyError } from '../errors.ts';
import { exact } from './token.ts';

/** A certificate in both forms: `x509` proves signatures, `parsed` shows the extensions. */
export interface Certified {
  readonly x509: X509Certificate;
  readonly parsed: Certificate;
}

const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** A root that the reader trusts for time, as PEM or DER. @throws {VerifyError} `verify.invalid-root` */
export function readRoot(root: string | Uint8Array): X509Certificate {
  try {
    return new X509Certificate(root);
  } catch (cause) {
    throw new VerifyError('verify.invalid-root', 'not a certificate', { cause });
  }
}

export const certified = (parsed: Certificate): Certified => ({
  x509: new X509Certificate(Buffer.from(parsed.toSchema().toBER())),
  parsed,
});

/** The certificate in both forms from the one that `node:crypto` has. */
export const certifiedFrom = (x509: X509Certificate): Certified => ({
  x509,
  parsed: Certificate.fromBER(exact(x509.raw)),
});

/** True when the extended key usage is there, critical, and nothing but time stamping (RFC 3161 §2.3). */
export function isForTimestampsOnly(certificate: Certified): boolean {
  const usage = extensionOf(certificate, EXTENDED_KEY_USAGE, ExtKeyUsage);
  const isCritical = certificate.parsed.extensions?.some(
    ({ extnID, critical }) => extnID === EXTENDED_KEY_USAGE && critical,
  );
  return isCritical === true && usage?.keyPurposes.join() === TIME_STAMPING;
}

/** The parsed value of an extension, when it is there and is what its identifier says. */
export function extensionOf<T>(
  { parsed }: Certified,
  id: string,
  type: abstract new () => T,
): T | undefined {
  const value: unknown = parsed.extensions?.find(({ extnID }) => extnID === id)?.parsedValue;
  return value instanceof type ? value : undefined;
}

export const isValidAt = ({ x509 }: Certified, time: Date): boolean =>
  x509.validFromDate <= time && time <= x509.validToDate;
