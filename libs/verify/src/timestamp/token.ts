import { OctetString } from 'asn1js';
import { Certificate, SignedData, TimeStampResp, TSTInfo } from 'pkijs';
import type { ContentInfo, SignerInfo } from 'pkijs';

/** An RFC 3161 token, taken apart; nothing of it is proven yet. */
export interface Token {
  /** The DER of the TSTInfo, which is what is signed. */
  readonly content: Uint8Array;
  readonly info: TSTInfo;
  readonly signer: SignerInfo;
  readonly certificates: readonly Certificate[];
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** Largest response that is looked at, in bytes: a token with its certificates has a few thousand. */
export const MAX_RESPONSE_BYTES = 262_144;

/** The status of a TimeStampResp and its token. Throws whatever the ASN.1 reader throws at bytes that are none. */
export function readResponse(response: Uint8Array): {
  readonly status: number;
  readonly token: Token | undefined;
} {
  const { status, timeStampToken } = TimeStampResp.fromBER(exact(response));
  return {
    status: status.status,
    token: timeStampToken === undefined ? undefined : readToken(timeStampToken),
  };
}

function readToken({ contentType, content }: ContentInfo): Token {
  if (contentType !== SIGNED_DATA) throw new TypeError('not signed data');
  const { encapContentInfo, signerInfos, certificates = [] } = new SignedData({ schema: content });
  const { eContent, eContentType } = encapContentInfo;
  if (eContentType !== TST_INFO || !(eContent instanceof OctetString))
    throw new TypeError('no TSTInfo');
  const [signer, ...others] = signerInfos;
  // RFC 3161 §2.4.2: a token holds no signature but the authority's.
  if (signer === undefined || others.length > 0) throw new TypeError('not exactly one signature');
  const bytes = eContent.getValue();
  const info = TSTInfo.fromBER(bytes);
  // 99 months carry a date beyond what RFC 3339 can write.
  if (info.genTime.getUTCFullYear() > 9999) throw new TypeError('no time');
  return {
    content: new Uint8Array(bytes),
    info,
    signer,
    certificates: certificates.filter((one) => one instanceof Certificate),
  };
}

/** Bytes as an ArrayBuffer of their own, as the ASN.1 reader wants them. */
export const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
