import { instantOf } from '@afo/domain';
import type { Instant } from '@afo/domain';
import { OctetString } from 'asn1js';
import { SignedData, TimeStampResp, TSTInfo } from 'pkijs';
import type { ContentInfo } from 'pkijs';

import { CustodyError } from '../errors.ts';
import type { TimestampQuestion } from './request.ts';
import { nonceNumber, SHA256_OID } from './request.ts';

/** What an authority attests: the digest existed at `at`. */
export interface TimestampAnswer {
  readonly at: Instant;
  readonly policy: string;
  /** Serial number of the token, in hex. */
  readonly serial: string;
}

/** `granted` and `grantedWithMods`; everything above is a refusal. */
const GRANTED_WITH_MODIFICATIONS = 1;
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/**
 * Reads the DER of a TimeStampResp and checks that it answers the question (RFC 3161 §2.4.2): granted, over this
 * digest, with this nonce. The signature is for the verifier to judge.
 * @throws {CustodyError} `custody.timestamp-malformed`, `custody.timestamp-refused`, `custody.timestamp-mismatch`
 */
export function checkTimestampResponse(
  response: Uint8Array,
  question: TimestampQuestion,
): TimestampAnswer {
  const info = readToken(response);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (hashAlgorithm.algorithmId !== SHA256_OID) throw mismatch('another hash algorithm');
  if (Buffer.from(hashedMessage.valueBlock.valueHexView).toString('hex') !== question.digest)
    throw mismatch('another digest');
  if (info.nonce?.toBigInt() !== nonceNumber(question.nonce)) throw mismatch('another nonce');
  return {
    at: instantOf(info.genTime.getTime()),
    policy: info.policy,
    serial: Buffer.from(info.serialNumber.valueBlock.valueHexView).toString('hex'),
  };
}

function readToken(response: Uint8Array): TSTInfo {
  const { status, timeStampToken } = malformedUnless(() => TimeStampResp.fromBER(exact(response)));
  const answer: number = status.status;
  if (answer > GRANTED_WITH_MODIFICATIONS) {
    throw new CustodyError(
      'custody.timestamp-refused',
      `the authority refused with status ${String(answer)}`,
    );
  }
  return malformedUnless(() => tokenInfo(timeStampToken));
}

function tokenInfo(token: ContentInfo | undefined): TSTInfo {
  if (token?.contentType !== SIGNED_DATA) throw new TypeError('no signed token');
  const { encapContentInfo } = new SignedData({ schema: token.content });
  if (
    encapContentInfo.eContentType !== TST_INFO ||
    !(encapContentInfo.eContent instanceof OctetString)
  ) {
    throw new TypeError('the token holds no TSTInfo');
  }
  return TSTInfo.fromBER(encapContentInfo.eContent.getValue());
}

/** Whatever the ASN.1 reader says of foreign bytes is one thing to the caller: not a response. */
function malformedUnless<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CustodyError('custody.timestamp-malformed', 'not an RFC 3161 response', { cause });
  }
}

const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

const mismatch = (what: string): CustodyError =>
  new CustodyError('custody.timestamp-mismatch', `the token is over ${what} than was asked for`);
