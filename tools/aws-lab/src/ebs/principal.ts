import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

export interface LabKey {
  readonly account: string;
  /** Milliseconds since 1970; never without. */
  readonly expiresAt?: number;
}

export interface Principal {
  readonly accessKey: string;
  readonly account: string;
  readonly region: string;
}

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/ebs\/aws4_request/;

/**
 * Who signed a request, by its credential scope. The signature itself is not checked. An access key of twelve digits
 * is that account; other keys are looked up.
 */
export function principalOf(
  request: IncomingMessage,
  { keys, now }: { readonly keys: ReadonlyMap<string, LabKey>; readonly now: number },
): Principal {
  const found = CREDENTIAL.exec(request.headers.authorization ?? '');
  const [, accessKey = '', region = ''] = found ?? [];
  if (found === null) throw new ApiError(403, 'MissingAuthenticationTokenException');
  const key =
    keys.get(accessKey) ?? (/^\d{12}$/.test(accessKey) ? { account: accessKey } : undefined);
  if (key === undefined) throw new ApiError(403, 'UnrecognizedClientException');
  if (key.expiresAt !== undefined && now >= key.expiresAt)
    throw new ApiError(403, 'ExpiredTokenException');
  return { accessKey, account: key.account, region };
}
