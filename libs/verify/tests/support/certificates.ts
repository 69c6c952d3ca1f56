import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { BitString, fromBER, Integer, Utf8String } from 'asn1js';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  PublicKeyInfo,
} from 'pkijs';

export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
export const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';

export type KeyType = 'ec' | 'rsa' | 'ed25519';

/** A certificate with the key that belongs to it. */
export interface Identity {
  readonly name: string;
  readonly der: Buffer;
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
}

/** What a certificate is to say; the rest is as it should be. */
export interface CertificatePlan {
  readonly name: string;
  /** Whoever signs it; itself when absent. Must have an EC key. */
  readonly issuer?: Identity;
  readonly keyType?: KeyType;
  readonly ca?: { readonly pathLength?: number };
  readonly usage?: { readonly critical: boolean; readonly purposes: readonly string[] };
  readonly from?: Date;
  readonly to?: Date;
}

/** Makes a certificate by hand, so that also wrong ones can be made. */
export function makeCertificate(plan: CertificatePlan): Identity {
  const { publicKey, privateKey } = keyPair(plan.keyType ?? 'ec');
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({
    value: createHash('sha256').update(plan.name).digest().readUInt16BE(),
  });
  certificate.issuer.typesAndValues.push(commonName(plan.issuer?.name ?? plan.name));
  certificate.subject.typesAndValues.push(commonName(plan.name));
  certificate.notBefore.value = plan.from ?? new Date('2020-01-01T00:00:00Z');
  certificate.notAfter.value = plan.to ?? new Date('2049-01-01T00:00:00Z');
  certificate.subjectPublicKeyInfo = new PublicKeyInfo({
    schema: fromBER(publicKey.export({ type: 'spki', format: 'der' })).result,
  });
  certificate.extensions = extensionsOf(plan);
  signCertificate(certificate, plan.issuer?.privateKey ?? privateKey);
  return {
    name: plan.name,
    certificate,
    privateKey,
    der: Buffer.from(certificate.toSchema(true).toBER()),
  };
}

function keyPair(type: KeyType): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return type === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('ed25519');
}

const commonName = (name: string): AttributeTypeAndValue =>
  new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: name }) });

function extensionsOf({ ca, usage }: CertificatePlan): Extension[] {
  const constraints =
    ca === undefined
      ? { cA: false }
      : { cA: true, ...(ca.pathLength === undefined ? {} : { pathLenConstraint: ca.pathLength }) };
  const basic = new BasicConstraints(constraints).toSchema().toBER();
  const extended =
    usage && new ExtKeyUsage({ keyPurposes: [...usage.purposes] }).toSchema().toBER();
  return [
    new Extension({ extnID: '2.5.29.19', critical: true, extnValue: basic }),
    ...(extended === undefined
      ? []
      : [
          new Extension({
            extnID: '2.5.29.37',
            critical: usage?.critical ?? false,
            extnValue: extended,
          }),
        ]),
  ];
}

function signCertificate(certificate: Certificate, key: KeyObject): void {
  const algorithm = new AlgorithmIdentifier({ algorithmId: ECDSA_SHA256 });
  certificate.signature = algorithm;
  certificate.signatureAlgorithm = algorithm;
  const tbs = Buffer.from(certificate.encodeTBS().toBER());
  certificate.tbsView = new Uint8Array(tbs);
  certificate.signatureValue = new BitString({
    valueHex: new Uint8Array(sign('sha256', tbs, key)).buffer,
  });
}
