import type { IncomingMessage } from 'node:http';

/** What a request says of itself in its signature (Signature Version 4). The signature itself is not checked. */
export interface CredentialScope {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
  readonly token?: string;
  /** True where the signature stands in the query: whoever holds the address can use it. */
  readonly presigned: boolean;
}

const CREDENTIAL = /Credential=([\w-]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

/** The scope by header, or by query where the address was signed; undefined where there is none. */
export function credentialScopeOf(request: IncomingMessage): CredentialScope | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = request.headers['x-amz-security-token'];
    return scopeIn(authorization, { token, presigned: false });
  }
  const query = new URL(request.url ?? '/', 'http://gateway').searchParams;
  const token = query.get('X-Amz-Security-Token') ?? undefined;
  return scopeIn(`Credential=${query.get('X-Amz-Credential') ?? ''}`, { token, presigned: true });
}

function scopeIn(
  text: string,
  how: { readonly token: string | string[] | undefined; readonly presigned: boolean },
): CredentialScope | undefined {
  const [, accessKey, region, service] = CREDENTIAL.exec(text) ?? [];
  if (accessKey === undefined || region === undefined || service === undefined) return undefined;
  const token = typeof how.token === 'string' ? { token: how.token } : {};
  return { accessKey, region, service, presigned: how.presigned, ...token };
}
