import { randomBytes } from 'node:crypto';
import { checkTimestampResponse, CustodyError, timestampRequest } from '@afo/custody';
import { PortError } from '@afo/ports';
import type { TimestampAuthority } from '@afo/ports';

const TIMEOUT = 20_000;
/** A token with its certificates has a few KiB; more is not an answer. */
const MAX_BYTES = 256 * 1024;

/** An RFC 3161 authority over HTTP (§3.4). Status, imprint and nonce are checked; the signature is the verifier's. */
export function httpTimestampAuthority(url: string): TimestampAuthority {
  return {
    async stamp(digest) {
      const question = { digest, nonce: randomBytes(16) };
      const token = await ask(url, timestampRequest(question));
      try {
        checkTimestampResponse(token, question);
      } catch (error) {
        if (error instanceof CustodyError) throw refused(url, error.message, error);
        throw error;
      }
      return token;
    },
  };
}

async function ask(url: string, request: Uint8Array): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new Uint8Array(request),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (!response.ok) throw unavailable(url, `it answered ${String(response.status)}`);
    const type = response.headers.get('content-type') ?? 'nothing';
    if (!type.startsWith('application/timestamp-reply'))
      throw refused(url, `it answered with ${type.slice(0, 100)}`);
    return await bounded(response, url);
  } catch (error) {
    if (error instanceof PortError) throw error;
    throw unavailable(url, 'it did not answer', error);
  }
}

async function bounded(response: Response, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw refused(url, 'its answer is too long');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

// The address may hold a user and a password; only its origin is told.
const unavailable = (url: string, what: string, cause?: unknown): PortError =>
  new PortError(
    'timestamp.unavailable',
    `the time stamp authority ${new URL(url).origin} cannot be used: ${what}`,
    { retryable: true, ...(cause === undefined ? {} : { cause }) },
  );

const refused = (url: string, what: string, cause?: unknown): PortError =>
  new PortError(
    'timestamp.refused',
    `the time stamp authority ${new URL(url).origin} gave no token: ${what}`,
    cause === undefined ? {} : { cause },
  );
