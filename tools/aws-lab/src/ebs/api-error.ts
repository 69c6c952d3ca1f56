import type { EbsFaultKind } from './types.ts';

/** An error in the API's own shape: status, code, and for some codes a reason (API reference, "Errors"). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly reason: string | undefined;

  constructor(status: number, code: string, reason?: string) {
    super(reason ?? code);
    this.status = status;
    this.code = code;
    this.reason = reason;
  }
}

export const invalid = (reason: string): ApiError =>
  new ApiError(400, 'ValidationException', reason);

export const throttled = (reason: string): ApiError =>
  new ApiError(400, 'RequestThrottledException', reason);

/** The faults that are errors in place of an answer. */
export function errorOf(kind: EbsFaultKind): ApiError | undefined {
  switch (kind) {
    case 'throttle':
      return throttled('ACCOUNT_THROTTLED');
    case 'internal-error':
      return new ApiError(500, 'InternalServerException');
    case 'expired-block-token':
      return invalid('INVALID_BLOCK_TOKEN');
    case 'expired-credentials':
      return new ApiError(403, 'ExpiredTokenException');
    case 'access-denied':
      return new ApiError(403, 'AccessDeniedException', 'UNAUTHORIZED_ACCOUNT');
    case 'cut-body':
    case 'slow-body':
    case 'hung':
    case 'wrong-checksum':
    case 'wrong-data':
    case 'empty-list':
    case 'empty-page':
      return undefined;
  }
}
