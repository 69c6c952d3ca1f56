import type { X509Certificate } from 'node:crypto';

import type { FaultCode } from '../faults.ts';
import { printable } from '../printable.ts';
import type { Certified } from './certificate.ts';
import { certified, isForTimestampsOnly, isValidAt } from './certificate.ts';
import { reachesRoot } from './chain.ts';
import { signerOf } from './signature.ts';
import type { Token } from './token.ts';
import { MAX_RESPONSE_BYTES, readResponse } from './token.ts';

/** What a token shows, or the fault that it has. */
export type TimestampResult =
  | { readonly ok: true; readonly at: Date; readonly authority: string; readonly pinned: boolean }
  | { readonly ok: false; readonly code: FaultCode; readonly message: string };

const SHA256 = '2.16.840.1.101.3.4.2.1';
const MAX_CERTIFICATES = 32;

/**
 * Judges an RFC 3161 response over a digest (docs/spec/checkpoint.md lines 14 to 16).
 * @param roots certificates that the reader trusts for time; without any, the chain is not judged and not pinned.
 */
export function checkTimestamp(
  response: Uint8Array,
  digest: string,
  roots: readonly X509Certificate[],
): TimestampResult {
  const token = grantedToken(response);
  if ('ok' in token) return token;
  const { hashAlgorithm, hashedMessage } = token.info.messageImprint;
  if (hashAlgorithm.algorithmId !== SHA256)
    return fault('timestamp.imprint', 'its imprint is not SHA-256');
  if (Buffer.from(hashedMessage.getValue()).toString('hex') !== digest) {
    return fault('timestamp.imprint', 'it is over other bytes than the note');
  }
  return judged(token, roots);
}

function grantedToken(response: Uint8Array): Token | (TimestampResult & { readonly ok: false }) {
  if (response.length > MAX_RESPONSE_BYTES) return fault('timestamp.malformed', 'it is too long');
  try {
    const { status, token } = readResponse(response);
    if (status > 1)
      return fault('timestamp.refused', `the authority answered with status ${String(status)}`);
    return token ?? fault('timestamp.malformed', 'it holds no token');
  } catch {
    // Whatever the ASN.1 reader finds in hostile bytes, it is not a response.
    return fault('timestamp.malformed', 'not an RFC 3161 response');
  }
}

function judged(token: Token, roots: readonly X509Certificate[]): TimestampResult {
  const certificates = usable(token);
  const signer = signerOf(token, certificates);
  if (typeof signer === 'string') return fault('timestamp.signature', signer);
  const time = token.info.genTime;
  if (!isForTimestampsOnly(signer)) {
    return fault(
      'timestamp.certificate',
      'its certificate is not critically for time stamping and nothing else',
    );
  }
  if (!isValidAt(signer, time))
    return fault('timestamp.certificate', 'its certificate was not valid at that time');
  const pinned = roots.length > 0;
  if (pinned && !reachesRoot({ signer, others: certificates, roots, time })) {
    return fault('timestamp.chain', 'its certificate does not lead to a root that was given');
  }
  return {
    ok: true,
    at: time,
    authority: printable(signer.x509.subject.replaceAll('\n', ', ')),
    pinned,
  };
}

/** Certificates of the token that can be read; one that cannot is as good as absent. */
const usable = ({ certificates }: Token): readonly Certified[] =>
  certificates.slice(0, MAX_CERTIFICATES).flatMap((one) => {
    try {
      return [certified(one)];
    } catch {
      return [];
    }
  });

const fault = (code: FaultCode, message: string): TimestampResult & { readonly ok: false } => ({
  ok: false,
  code,
  message,
});
