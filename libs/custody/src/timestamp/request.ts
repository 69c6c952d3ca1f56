import type { Sha256 } from '@afo/domain';
import { Integer, OctetString } from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from 'pkijs';

import { CustodyError } from '../errors.ts';

export interface TimestampQuestion {
  readonly digest: Sha256;
  /** 8 to 20 bytes of the caller's randomness; the answer must repeat them. */
  readonly nonce: Uint8Array;
}

export const SHA256_OID = '2.16.840.1.101.3.4.2.1';

/**
 * The DER of a TimeStampReq over a SHA-256 digest that asks for the authority's certificate (RFC 3161 §2.4.1).
 * @throws {CustodyError} `custody.out-of-range` for a nonce that is too short or too long.
 */
export function timestampRequest({ digest, nonce }: TimestampQuestion): Uint8Array {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256_OID }),
      hashedMessage: new OctetString({ valueHex: Buffer.from(digest, 'hex') }),
    }),
    nonce: Integer.fromBigInt(nonceNumber(nonce)),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}

/** The nonce as the positive integer that goes over the wire. */
export function nonceNumber(nonce: Uint8Array): bigint {
  if (nonce.length >= 8 && nonce.length <= 20)
    return BigInt(`0x${Buffer.from(nonce).toString('hex')}`);
  throw new CustodyError('custody.out-of-range', 'a nonce has 8 to 20 bytes');
}
