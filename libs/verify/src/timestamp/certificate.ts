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
export function isForTimestampsOnly({ parsed }: Certified): boolean {
  const usage = parsed.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  if (usage?.critical !== true) return false;
  const parsedValue: unknown = usage.parsedValue;
  return parsedValue instanceof ExtKeyUsage && parsedValue.keyPurposes.join() === TIME_STAMPING;
}

export const isValidAt = ({ x509 }: Certified, time: Date): boolean =>
  x509.validFromDate <= time && time <= x509.validToDate;
