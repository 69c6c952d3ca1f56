import type { IncomingHttpHeaders } from 'node:http';

/** Headers that hold for one connection only (RFC 9110, section 7.6.1), and `expect`, which was answered here. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What only the gateway may say, and what only the gateway needs to know. */
const OWN = new Set(['x-moto-account-id', 'x-amz-security-token']);

type Headers = Record<string, string | string[]>;

/**
 * The headers of a request for the server behind: with the account in place of the access key, as the emulators read
 * accounts from there, and without the session's token.
 */
export function requestHeaders(headers: IncomingHttpHeaders, account: string): Headers {
  const kept = endToEnd(headers, (name) => !OWN.has(name));
  const signed = headers.authorization?.replace(/Credential=[^/]+\//, `Credential=${account}/`);
  return {
    ...kept,
    ...(signed === undefined ? {} : { authorization: signed }),
    'x-moto-account-id': account,
  };
}

/** The path of a request for the server behind; an address that was signed has the access key in its query. */
export function requestPath(url: string, account: string): string {
  return url
    .replace(/([?&]X-Amz-Credential=)[^%&/]+/, `$1${account}`)
    .replace(/([?&])X-Amz-Security-Token=[^&]*&?/, '$1');
}

export const responseHeaders = (headers: IncomingHttpHeaders): Headers => endToEnd(headers);

/** `transfer-encoding` and `trailer` are the connection's, and aws-chunked is not: it stands in `content-encoding`. */
function endToEnd(
  headers: IncomingHttpHeaders,
  wanted = (_name: string): boolean => true,
): Headers {
  const named = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/));
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) || named.has(name) || !wanted(name)
        ? []
        : [[name, value]],
    ),
  );
}
