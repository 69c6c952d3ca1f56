import { createHmac, timingSafeEqual } from 'node:crypto';
import { ReceiverError } from './errors.ts';

/** Seconds by which the clocks of sender and receiver may differ, and for which a request may be late. */
export const SIGNATURE_WINDOW_SECONDS = 300;

const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

export interface SignedRequest {
  /** Value of `x-afo-signature`: `t=SECONDS,v1=HEX`. */
  readonly header: string | undefined;
  readonly body: Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Checks that whoever sent a request holds the secret, and sent it just now. The signature is HMAC-SHA256 (RFC 2104)
 * over the time in seconds, a full stop, and the body; it is compared in constant time, and before the time is, so
 * that an answer tells nothing to who does not hold the secret. A request that is repeated within the window changes
 * nothing, since taking a finding is idempotent.
 * @throws ReceiverError `receiver.unsigned`, `receiver.bad-signature`, `receiver.stale-signature`
 */
export function checkSignature(secret: Uint8Array, { header, body, now }: SignedRequest): void {
  if (header === undefined)
    throw new ReceiverError('receiver.unsigned', 'x-afo-signature is missing');
  const [, seconds, hex] = HEADER.exec(header) ?? [];
  if (seconds === undefined || hex === undefined)
    throw new ReceiverError(
      'receiver.bad-signature',
      'x-afo-signature is not of the form t=SECONDS,v1=HEX',
    );
  if (!timingSafeEqual(Buffer.from(hex, 'hex'), signatureOf(secret, seconds, body)))
    throw new ReceiverError('receiver.bad-signature', 'the signature does not match the body');
  if (Math.abs(now / 1000 - Number(seconds)) > SIGNATURE_WINDOW_SECONDS)
    throw new ReceiverError(
      'receiver.stale-signature',
      `signed more than ${SIGNATURE_WINDOW_SECONDS} s ago or ahead`,
    );
}

/** The value of `x-afo-signature` for a body, as a sender makes it. */
export const signatureHeader = (secret: Uint8Array, body: Uint8Array, now: number): string => {
  const seconds = String(Math.floor(now / 1000));
  return `t=${seconds},v1=${signatureOf(secret, seconds, body).toString('hex')}`;
};

const signatureOf = (secret: Uint8Array, seconds: string, body: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
