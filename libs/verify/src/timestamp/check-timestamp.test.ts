import { createHash, X509Certificate } from 'node:crypto';
import { Integer, Sequence } from 'asn1js';
import { AlgorithmIdentifier, Attribute, Certificate, PKIStatus } from 'pkijs';
import { describe, expect, it } from 'vitest';

import type { StampPlan } from '../../tests/support/authority.ts';
import {
  CERTIFICATE_V1,
  CERTIFICATE_V2,
  octets,
  ROOT,
  sha256,
  SHA1_OID,
  SHA384_OID,
  signingCertificate,
  stamp,
  TSA,
} from '../../tests/support/authority.ts';
import type { Identity } from '../../tests/support/certificates.ts';
import { CODE_SIGNING, makeCertificate, TIME_STAMPING } from '../../tests/support/certificates.ts';
import { VerifyError } from '../errors.ts';
import { readRoot } from './certificate.ts';
import { checkTimestamp } from './check-timestamp.ts';

const DIGEST = 'ab'.repeat(32);
const AT = new Date('2026-11-24T03:00:05Z');
const root = new X509Certificate(ROOT.der);

function outcome(plan: Partial<StampPlan> = {}, roots: readonly Identity[] = [ROOT]): string {
  const result = checkTimestamp(
    stamp({ digest: DIGEST, ...plan }),
    DIGEST,
    roots.map(({ der }) => new X509Certificate(der)),
  );
  return result.ok ? `ok${result.pinned ? ', pinned' : ''}` : `${result.code}: ${result.message}`;
}

const forTime = { critical: true, purposes: [TIME_STAMPING] };
const tsa = (plan: Partial<Parameters<typeof makeCertificate>[0]>): Identity =>
  makeCertificate({ name: 'tsa', issuer: ROOT, usage: forTime, ...plan });

describe('when a timestamp is as it should be', () => {
  it('gives time and authority, and says whether a pinned root vouches for them', () => {
    expect(checkTimestamp(stamp({ digest: DIGEST }), DIGEST, [root])).toEqual({
      ok: true,
      at: AT,
      authority: 'CN=tsa',
      pinned: true,
    });
    expect(checkTimestamp(stamp({ digest: DIGEST }), DIGEST, [])).toMatchObject({
      ok: true,
      pinned: false,
    });
  });

  it.each<[string, Partial<StampPlan>]>([
    ['granted with modifications', { status: PKIStatus.grantedWithMods }],
    ['with SHA-384', { digestOid: SHA384_OID }],
    ['by an RSA key', { signer: tsa({ keyType: 'rsa' }) }],
    ['by an RSA key with PSS', { signer: tsa({ keyType: 'rsa' }), pss: true }],
    ['by an Ed25519 key', { signer: tsa({ keyType: 'ed25519' }) }],
    ['with other certificates beside it', { certificates: [ROOT, TSA] }],
    [
      'that names its certificate by SHA-1',
      {
        attributes: (all) => [
          ...all.slice(0, 2),
          named(CERTIFICATE_V1, [octets(createHash('sha1').update(TSA.der).digest())]),
        ],
      },
    ],
    [
      'that names its certificate by SHA-384',
      {
        attributes: (all) => [
          ...all.slice(0, 2),
          named(CERTIFICATE_V2, [
            algorithm(SHA384_OID),
            octets(createHash('sha384').update(TSA.der).digest()),
          ]),
        ],
      },
    ],
  ])('accepts one %s', (_, plan) => {
    expect(outcome(plan)).toBe('ok, pinned');
  });
});

describe('when a timestamp does not hold', () => {
  it.each<[string, Partial<StampPlan>, string]>([
    [
      'is a refusal',
      { status: PKIStatus.rejection },
      'timestamp.refused: the authority answered with status 2',
    ],
    ['holds no token', { withoutToken: true }, 'timestamp.malformed: it holds no token'],
    [
      'holds something else',
      { contentType: '1.2.840.113549.1.7.1' },
      'timestamp.malformed: not an RFC 3161 response',
    ],
    [
      'signs something else',
      { encapsulatedType: '1.2.840.113549.1.7.1' },
      'timestamp.malformed: not an RFC 3161 response',
    ],
    ['has no signature', { signatures: 0 }, 'timestamp.malformed: not an RFC 3161 response'],
    ['has two signatures', { signatures: 2 }, 'timestamp.malformed: not an RFC 3161 response'],
    [
      'is over other bytes',
      { digest: 'cd'.repeat(32) },
      'timestamp.imprint: it is over other bytes than the note',
    ],
    [
      'has an imprint by SHA-1',
      { imprintOid: SHA1_OID },
      'timestamp.imprint: its imprint is not SHA-256',
    ],
    [
      'is signed over SHA-1',
      { digestOid: SHA1_OID },
      'timestamp.signature: its digest algorithm is not SHA-256, SHA-384 or SHA-512',
    ],
    [
      'has no signed attributes',
      { withoutAttributes: true },
      'timestamp.signature: it has no signed attributes',
    ],
    [
      'has a spoilt signature',
      { spoilSignature: true },
      'timestamp.signature: its signature fails',
    ],
    [
      'is signed by another key',
      {
        signer: TSA,
        attributes: (all) => [
          ...all.slice(0, 2),
          named(CERTIFICATE_V2, [octets(sha256(ROOT.der))]),
        ],
        certificates: [ROOT],
      },
      'timestamp.signature: its signature fails',
    ],
    [
      'signs no content type',
      { attributes: (all) => all.slice(1) },
      'timestamp.signature: it signs another type of content',
    ],
    [
      'signs two content types',
      { attributes: (all) => [...all, ...all.slice(0, 1)] },
      'timestamp.signature: it signs another type of content',
    ],
    [
      'signs other content',
      {
        attributes: ([type, , id]) =>
          [type, digestOf(Buffer.from('other')), id].filter((one) => one !== undefined),
      },
      'timestamp.signature: it signs other content',
    ],
    [
      'names no certificate',
      { attributes: (all) => all.slice(0, 2) },
      'timestamp.signature: the certificate that it names did not come with it',
    ],
    [
      'names a certificate without a digest',
      { attributes: (all) => [...all.slice(0, 2), named(CERTIFICATE_V2, [])] },
      'timestamp.signature: the certificate that it names did not come with it',
    ],
    [
      'names a certificate by an unknown digest',
      {
        attributes: (all) => [
          ...all.slice(0, 2),
          named(CERTIFICATE_V2, [algorithm(SHA1_OID), octets(sha256(TSA.der))]),
        ],
      },
      'timestamp.signature: the certificate that it names did not come with it',
    ],
    [
      'names a certificate by a digest without a name',
      {
        attributes: (all) => [
          ...all.slice(0, 2),
          named(CERTIFICATE_V2, [new Sequence({ value: [] }), octets(sha256(TSA.der))]),
        ],
      },
      'timestamp.signature: the certificate that it names did not come with it',
    ],
    [
      'names a certificate that is not there',
      { certificates: [ROOT] },
      'timestamp.signature: the certificate that it names did not come with it',
    ],
    [
      'has a certificate for other things',
      { signer: tsa({ usage: { critical: true, purposes: [CODE_SIGNING] } }) },
      'timestamp.certificate: its certificate is not critically for time stamping and nothing else',
    ],
    [
      'has a certificate for other things too',
      { signer: tsa({ usage: { critical: true, purposes: [TIME_STAMPING, CODE_SIGNING] } }) },
      'timestamp.certificate: its certificate is not critically for time stamping and nothing else',
    ],
    [
      'has a certificate whose usage is not critical',
      { signer: tsa({ usage: { critical: false, purposes: [TIME_STAMPING] } }) },
      'timestamp.certificate: its certificate is not critically for time stamping and nothing else',
    ],
    [
      'has a certificate for everything',
      { signer: makeCertificate({ name: 'tsa', issuer: ROOT }) },
      'timestamp.certificate: its certificate is not critically for time stamping and nothing else',
    ],
    [
      'has a certificate that had ended',
      { signer: tsa({ to: new Date('2021-01-01T00:00:00Z') }) },
      'timestamp.certificate: its certificate was not valid at that time',
    ],
    [
      'has a certificate that had not begun',
      { signer: tsa({ from: new Date('2040-01-01T00:00:00Z') }) },
      'timestamp.certificate: its certificate was not valid at that time',
    ],
  ])('C31 refuses one that %s', (_, plan, expected) => {
    expect(outcome(plan)).toBe(expected);
  });

  it('refuses a time beyond what can be written', () => {
    const whole = stamp({ digest: DIGEST, at: new Date('2026-11-24T03:00:05Z') });
    const time = whole.indexOf('20261124030005Z');
    whole.write('99999999999999Z', time);

    expect(checkTimestamp(whole, DIGEST, [])).toMatchObject({
      ok: false,
      code: 'timestamp.malformed',
    });
  });

  it('passes over a certificate beside it that cannot be read', () => {
    const forged = Certificate.fromBER(new Uint8Array(ROOT.der).buffer);
    forged.serialNumber = new Integer({ valueHex: new ArrayBuffer(0) });
    // Encoded anew, and read again: that is how it comes out of a token.
    const certificate = Certificate.fromBER(forged.toSchema(true).toBER());
    const broken = { ...ROOT, certificate };

    expect(outcome({ certificates: [broken, TSA] })).toBe('ok, pinned');
  });

  it('refuses bytes that are none, and too many', () => {
    const whole = stamp({ digest: DIGEST });
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('hello'),
      whole.subarray(0, 200),
      Buffer.alloc(300_000),
    ]) {
      expect(checkTimestamp(bytes, DIGEST, [])).toMatchObject({
        ok: false,
        code: 'timestamp.malformed',
      });
    }
  });

  it('finds every bit that is flipped in what is signed', () => {
    const whole = stamp({ digest: DIGEST });
    const start = whole.indexOf(Buffer.from(DIGEST, 'hex'));
    for (let at = start; at < start + 40; at += 1) {
      const forged = Buffer.from(whole);
      forged[at] = (forged[at] ?? 0) ^ 4;

      expect(checkTimestamp(forged, DIGEST, [root]).ok, `byte ${String(at)}`).toBe(false);
    }
  });
});

describe('when a root is pinned', () => {
  const CHAIN = 'timestamp.chain: its certificate does not lead to a root that was given';
  const between = (plan: Partial<Parameters<typeof makeCertificate>[0]> = {}): Identity =>
    makeCertificate({ name: 'between', issuer: ROOT, ca: {}, ...plan });
  const under = (issuer: Identity): Partial<StampPlan> => {
    const signer = tsa({ issuer });
    return { signer, certificates: [signer, issuer] };
  };

  it.each<[string, Partial<StampPlan>, string]>([
    ['through another authority', under(between()), 'ok, pinned'],
    [
      'through one that may sign one level',
      under(between({ ca: { pathLength: 0 } })),
      'ok, pinned',
    ],
    [
      'through one that may sign no certificates',
      under(makeCertificate({ name: 'between', issuer: ROOT })),
      CHAIN,
    ],
    ['through one that had ended', under(between({ to: new Date('2021-01-01T00:00:00Z') })), CHAIN],
    ['to another root', under(makeCertificate({ name: 'other root', ca: {} })), CHAIN],
    [
      'to a root of the same name',
      { signer: tsa({ issuer: makeCertificate({ name: 'root', ca: {} }) }) },
      CHAIN,
    ],
  ])('judges a chain %s', (_, plan, expected) => {
    expect(outcome(plan)).toBe(expected);
  });

  it('follows no chain longer than an authority allows', () => {
    const first = between({ ca: { pathLength: 0 } });
    const second = makeCertificate({ name: 'second', issuer: first, ca: {} });
    const signer = tsa({ issuer: second });

    expect(outcome({ signer, certificates: [signer, second, first] })).toBe(CHAIN);
  });

  it('gives up on a chain without end', () => {
    const chain = [ROOT];
    for (let level = 0; level < 9; level += 1)
      chain.push(
        makeCertificate({ name: `level ${String(level)}`, issuer: chain.at(-1) ?? ROOT, ca: {} }),
      );
    const signer = tsa({ issuer: chain.at(-1) ?? ROOT });

    expect(outcome({ signer, certificates: [signer, ...chain] })).toBe(CHAIN);
  });

  it('takes a signer that is itself pinned', () => {
    expect(outcome({}, [TSA])).toBe('ok, pinned');
  });

  it('takes a root as PEM or DER, and nothing else', () => {
    expect(readRoot(root.toString()).subject).toBe('CN=root');
    expect(readRoot(ROOT.der).subject).toBe('CN=root');
    expect(() => readRoot('x')).toThrow(VerifyError);
  });
});

const named = (type: string, id: Parameters<typeof signingCertificate>[0]): Attribute =>
  new Attribute({ type, values: [signingCertificate(id)] });
const algorithm = (oid: string): Sequence =>
  new AlgorithmIdentifier({ algorithmId: oid }).toSchema();
const digestOf = (content: Uint8Array): Attribute =>
  new Attribute({ type: '1.2.840.113549.1.9.4', values: [octets(sha256(content))] });
