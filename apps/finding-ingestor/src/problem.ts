import { isAfoError } from '@afo/domain';
import { ReceiverError } from './errors.ts';

/** An answer that says what went wrong (RFC 9457), with the product's stable code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retryable: boolean;
}

const statuses: Readonly<Record<string, number>> = {
  'receiver.unsigned': 401,
  'receiver.bad-signature': 401,
  'receiver.stale-signature': 401,
  'receiver.foreign': 403,
  'receiver.empty': 400,
  'receiver.bad-request': 400,
  'receiver.not-found': 404,
  'receiver.too-large': 413,
  'receiver.nothing-taken': 422,
  'receiver.busy': 503,
};

const titles: Readonly<Record<number, string>> = {
  400: 'The request is not one that can be read',
  401: 'The request is not signed by a sender that is known here',
  403: 'The request does not come from a program of this machine',
  404: 'There is nothing at this address',
  413: 'The request is too large',
  422: 'Nothing in the request could be taken',
  500: 'The request could not be carried out',
  503: 'The request can be carried out later',
};

/** What to answer for an error. Messages of typed errors are safe to publish; of others only that there was one. */
export function problemOf(error: unknown): Problem {
  const known = isAfoError(error) ? error : fromServer(error);
  const status = statuses[known.code] ?? (known.retryable ? 503 : 500);
  return {
    type: `urn:afo:error:${known.code}`,
    title: titles[status] ?? 'The request could not be carried out',
    status,
    code: known.code,
    detail: known.message,
    retryable: known.retryable,
  };
}

/** Errors of the HTTP server itself carry a status code. */
function fromServer(error: unknown): ReceiverError {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413)
    return new ReceiverError('receiver.too-large', 'the body is larger than this receiver takes', {
      cause: error,
    });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new ReceiverError('receiver.bad-request', 'the request breaks the rules of HTTP', {
      cause: error,
    });
  return new ReceiverError(
    'receiver.unexpected',
    'an unexpected error; the service log has the details',
    { cause: error },
  );
}
