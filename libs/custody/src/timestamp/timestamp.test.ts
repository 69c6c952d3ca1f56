import { Integer, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  ContentInfo,
  EncapsulatedContentInfo,
  MessageImprint,
  PKIStatus,
  PKIStatusInfo,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../../tests/support/code-of.ts';
import { checkTimestampResponse, sha256Hex, timestampRequest } from '../index.ts';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const question = { digest: sha256Hex('note'), nonce: Buffer.from('ff00112233445566', 'hex') };

interface Plan {
  readonly status?: PKIStatus;
  readonly algorithm?: string;
  readonly digest?: string;
  readonly nonce?: bigint;
  readonly contentType?: string;
  readonly innerType?: string;
  readonly withoutToken?: boolean;
  readonly withoutContent?: boolean;
}

/** A response as an authority would send it, without its signature, which is the verifier's to judge. */
function response(plan: Plan = {}): Buffer {
  const {
    algorithm = SHA256,
    digest = question.digest,
    nonce = 0xff00112233445566n,
    innerType = TST_INFO,
  } = plan;
  const info = new TSTInfo({
    version: 1,
    policy: '1.2.3.4',
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: algorithm }),
      hashedMessage: new OctetString({
        valueHex: new Uint8Array(Buffer.from(digest, 'hex')).buffer,
      }),
    }),
    serialNumber: new Integer({ value: 7 }),
    genTime: new Date('2026-11-24T03:00:05Z'),
    nonce: Integer.fromBigInt(nonce),
  });
  const eContent = new OctetString({ valueHex: info.toSchema().toBER() });
  const data = new SignedData({
    version: 3,
    encapContentInfo: new EncapsulatedContentInfo(
      plan.withoutContent === true
        ? { eContentType: innerType }
        : { eContentType: innerType, eContent },
    ),
  });
  const timeStampToken = new ContentInfo({
    contentType: plan.contentType ?? '1.2.840.113549.1.7.2',
    content: data.toSchema(true),
  });
  const status = new PKIStatusInfo({ status: plan.status ?? PKIStatus.granted });
  return Buffer.from(
    new TimeStampResp(plan.withoutToken === true ? { status } : { status, timeStampToken })
      .toSchema()
      .toBER(),
  );
}

describe('when a timestamp is asked for', () => {
  it('asks for the digest, with the nonce as a positive number, and for the certificate', () => {
    const request = TimeStampReq.fromBER(new Uint8Array(timestampRequest(question)).buffer);

    expect(Buffer.from(request.messageImprint.hashedMessage.getValue()).toString('hex')).toBe(
      question.digest,
    );
    expect(request.messageImprint.hashAlgorithm.algorithmId).toBe(SHA256);
    expect(request.nonce?.toBigInt()).toBe(0xff00112233445566n);
    expect(request.certReq).toBe(true);
  });

  it.each([7, 21])('refuses a nonce of %d bytes', (length) => {
    expect(codeOf(() => timestampRequest({ ...question, nonce: Buffer.alloc(length) }))).toBe(
      'custody.out-of-range',
    );
  });
});

describe('when an authority answers', () => {
  it.each([PKIStatus.granted, PKIStatus.grantedWithMods])(
    'takes an answer of status %d',
    (status) => {
      expect(checkTimestampResponse(response({ status }), question)).toEqual({
        at: '2026-11-24T03:00:05.000Z',
        policy: '1.2.3.4',
        serial: '07',
      });
    },
  );

  it.each<[string, Buffer, string]>([
    [
      'a refusal',
      response({ status: PKIStatus.rejection, withoutToken: true }),
      'custody.timestamp-refused',
    ],
    ['another digest', response({ digest: 'ab'.repeat(32) }), 'custody.timestamp-mismatch'],
    ['another algorithm', response({ algorithm: '1.3.14.3.2.26' }), 'custody.timestamp-mismatch'],
    ['another nonce', response({ nonce: 1n }), 'custody.timestamp-mismatch'],
    ['no token', response({ withoutToken: true }), 'custody.timestamp-malformed'],
    [
      'something that is not signed',
      response({ contentType: '1.2.840.113549.1.7.1' }),
      'custody.timestamp-malformed',
    ],
    [
      'something else inside',
      response({ innerType: '1.2.840.113549.1.7.1' }),
      'custody.timestamp-malformed',
    ],
    ['nothing inside', response({ withoutContent: true }), 'custody.timestamp-malformed'],
    ['a page of text', Buffer.from('<html>503</html>'), 'custody.timestamp-malformed'],
    ['nothing', Buffer.alloc(0), 'custody.timestamp-malformed'],
  ])('C31 refuses %s', (_, bytes, code) => {
    expect(codeOf(() => checkTimestampResponse(bytes, question))).toBe(code);
  });
});
