import { constants, createHash, sign } from 'node:crypto';
import { Integer, Null, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import type { BaseBlock } from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  MessageImprint,
  PKIStatus,
  PKIStatusInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';

import type { Identity } from './certificates.ts';
import { makeCertificate, TIME_STAMPING } from './certificates.ts';

export const SHA256_OID = '2.16.840.1.101.3.4.2.1';
export const SHA384_OID = '2.16.840.1.101.3.4.2.2';
export const SHA1_OID = '1.3.14.3.2.26';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
export const CERTIFICATE_V1 = '1.2.840.113549.1.9.16.2.12';
export const CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const PSS = '1.2.840.113549.1.1.10';

export const ROOT = makeCertificate({ name: 'root', ca: {} });
export const TSA = makeCertificate({
  name: 'tsa',
  issuer: ROOT,
  usage: { critical: true, purposes: [TIME_STAMPING] },
});

/** What a token is to say; the rest is as it should be. */
export interface StampPlan {
  readonly digest: string;
  readonly at?: Date;
  readonly signer?: Identity;
  readonly certificates?: readonly Identity[];
  readonly status?: PKIStatus;
  readonly withoutToken?: boolean;
  readonly imprintOid?: string;
  readonly digestOid?: string;
  readonly pss?: boolean;
  readonly contentType?: string;
  readonly encapsulatedType?: string;
  readonly signatures?: number;
  /** Changes the signed attributes before they are signed. */
  readonly attributes?: (attributes: Attribute[]) => Attribute[];
  readonly withoutAttributes?: boolean;
  readonly spoilSignature?: boolean;
}

/** The DER of an RFC 3161 response, made by hand so that also wrong ones can be made. */
export function stamp(plan: StampPlan): Buffer {
  const status = new PKIStatusInfo({ status: plan.status ?? PKIStatus.granted });
  const response =
    plan.withoutToken === true ? { status } : { status, timeStampToken: token(plan) };
  return Buffer.from(new TimeStampResp(response).toSchema().toBER());
}

function token(plan: StampPlan): ContentInfo {
  const { certificates = [plan.signer ?? TSA], encapsulatedType = TST_INFO } = plan;
  const content = tstInfo(plan);
  const signer = signerInfo(plan, content);
  const data = new SignedData({
    version: 3,
    digestAlgorithms: [new AlgorithmIdentifier({ algorithmId: SHA256_OID })],
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: encapsulatedType,
      eContent: new OctetString({ valueHex: new Uint8Array(content).buffer }),
    }),
    certificates: certificates.map(({ certificate }) => certificate),
    signerInfos: Array.from({ length: plan.signatures ?? 1 }, () => signer),
  });
  return new ContentInfo({
    contentType: plan.contentType ?? '1.2.840.113549.1.7.2',
    content: data.toSchema(true),
  });
}

function tstInfo({
  digest,
  imprintOid = SHA256_OID,
  at = new Date('2026-11-24T03:00:05Z'),
}: StampPlan): Buffer {
  const info = new TSTInfo({
    version: 1,
    policy: '1.2.3.4.1',
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: imprintOid }),
      hashedMessage: new OctetString({
        valueHex: new Uint8Array(Buffer.from(digest, 'hex')).buffer,
      }),
    }),
    serialNumber: new Integer({ value: 7 }),
    genTime: at,
  });
  return Buffer.from(info.toSchema().toBER());
}

const digestNames = new Map([
  [SHA256_OID, 'sha256'],
  [SHA384_OID, 'sha384'],
  [SHA1_OID, 'sha1'],
]);

function signerInfo(plan: StampPlan, content: Buffer): SignerInfo {
  const { signer = TSA, digestOid = SHA256_OID, pss = false } = plan;
  const name = digestNames.get(digestOid) ?? 'sha256';
  const standard = [
    new Attribute({ type: CONTENT_TYPE, values: [new ObjectIdentifier({ value: TST_INFO })] }),
    new Attribute({
      type: MESSAGE_DIGEST,
      values: [octets(createHash(name).update(content).digest())],
    }),
    new Attribute({
      type: CERTIFICATE_V2,
      values: [signingCertificate([octets(sha256(signer.der))])],
    }),
  ];
  const attributes = new SignedAndUnsignedAttributes({
    type: 0,
    attributes: plan.attributes?.(standard) ?? standard,
  });
  const bytes = Buffer.from(attributes.toSchema().toBER());
  bytes[0] = 0x31;
  const signature = signed(bytes, { plan, name });
  if (plan.spoilSignature === true) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
  return new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({
      issuer: signer.certificate.issuer,
      serialNumber: signer.certificate.serialNumber,
    }),
    digestAlgorithm: new AlgorithmIdentifier({ algorithmId: digestOid }),
    ...(plan.withoutAttributes === true ? {} : { signedAttrs: attributes }),
    signatureAlgorithm: new AlgorithmIdentifier({
      algorithmId: pss ? PSS : SHA256_OID,
      algorithmParams: new Null(),
    }),
    signature: octets(signature),
  });
}

function signed(
  bytes: Buffer,
  { plan, name }: { readonly plan: StampPlan; readonly name: string },
): Buffer {
  const { privateKey: key } = plan.signer ?? TSA;
  if (key.asymmetricKeyType === 'ed25519') return sign(null, bytes, key);
  return plan.pss === true
    ? sign(name, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING })
    : sign(name, bytes, key);
}

/** SigningCertificate(V2) with one certificate id of these members. */
export const signingCertificate = (id: BaseBlock[]): Sequence =>
  new Sequence({ value: [new Sequence({ value: [new Sequence({ value: id })] })] });

export const octets = (bytes: Uint8Array): OctetString =>
  new OctetString({ valueHex: new Uint8Array(bytes).buffer });

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
