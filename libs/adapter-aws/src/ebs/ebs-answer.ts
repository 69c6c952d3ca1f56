import { PortError } from '@afo/ports';
import type { PortErrorCode } from '@afo/ports';

/** What an error of the API means for whoever reads. */
export type Failing =
  | 'throttled'
  | 'passing'
  | 'stale-token'
  | 'expired-credentials'
  | 'denied'
  | 'not-found'
  | 'refused';

const BY_NAME: Readonly<Record<string, Failing>> = {
  RequestThrottledException: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  ConcurrentLimitExceededException: 'throttled',
  ServiceQuotaExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  SlowDown: 'throttled',
  ExpiredToken: 'expired-credentials',
  ExpiredTokenException: 'expired-credentials',
  AccessDeniedException: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidSignatureException: 'denied',
  MissingAuthenticationTokenException: 'denied',
  ResourceNotFoundException: 'not-found',
};

/**
 * Sorts an error of the SDK. Anything that is not known to be final is passing: a network that breaks has many names,
 * and to try again is safe where reading is all there is.
 */
export function failingOf(error: unknown): Failing {
  if (error instanceof PortError) return error.retryable ? 'passing' : 'refused';
  const { name, Reason, status } = partsOf(error);
  if (name === 'ValidationException')
    return Reason === 'INVALID_BLOCK_TOKEN' ? 'stale-token' : 'refused';
  const known = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (known !== undefined) return known;
  if (status === 429) return 'throttled';
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'passing';
}

/** The error that a case sees; without anything that the request carried. */
export function portErrorOf(error: unknown, snapshot: string): PortError {
  if (error instanceof PortError) return error;
  const failing = failingOf(error);
  const { name, Reason, system } = partsOf(error);
  const [code, retryable] = CODES[failing];
  const why = [name, Reason, system].filter((part) => part !== undefined).join(', ');
  return new PortError(code, `${snapshot}: ${TEXTS[failing]} (${why})`, {
    cause: error,
    retryable,
  });
}

const CODES: Readonly<Record<Failing, readonly [PortErrorCode, retryable: boolean]>> = {
  throttled: ['source.device-error', true],
  passing: ['source.device-error', true],
  'stale-token': ['source.device-error', true],
  'expired-credentials': ['source.device-error', true],
  // Somebody can give the right while the step waits for its next attempt.
  denied: ['source.device-error', true],
  'not-found': ['source.not-found', false],
  refused: ['source.unsupported', false],
};

const TEXTS: Readonly<Record<Failing, string>> = {
  throttled: 'still throttled after waiting',
  passing: 'the API does not answer as it should',
  'stale-token': 'block tokens are refused even when they are fresh',
  'expired-credentials': 'the credentials have ended and no new ones came',
  denied: 'access is denied',
  'not-found': 'there is no such snapshot',
  refused: 'the API refuses the request',
};

interface ErrorParts {
  readonly name: string;
  readonly Reason: string | undefined;
  readonly status: number | undefined;
  /** Code of a system call, such as ECONNREFUSED. */
  readonly system: string | undefined;
}

function partsOf(error: unknown): ErrorParts {
  if (typeof error !== 'object' || error === null)
    return { name: 'unknown', Reason: undefined, status: undefined, system: undefined };
  const name = textOf(error, 'name') ?? 'unknown';
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status: unknown =
    typeof metadata === 'object' && metadata !== null
      ? Reflect.get(metadata, 'httpStatusCode')
      : undefined;
  return {
    name,
    Reason: textOf(error, 'Reason'),
    status: typeof status === 'number' ? status : undefined,
    system: textOf(error, 'code'),
  };
}

function textOf(error: object, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value.slice(0, 100) : undefined;
}
