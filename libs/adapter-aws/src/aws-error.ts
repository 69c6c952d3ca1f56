import { PortError } from '@afo/ports';
import type { PortErrorCode } from '@afo/ports';
import { z } from 'zod';

/** What every error of the SDK comes down to. */
export type AwsFailure = Extract<PortErrorCode, `aws.${string}`>;

const sdkErrorSchema = z.object({
  name: z.string(),
  $metadata: z
    .object({ httpStatusCode: z.number().optional(), requestId: z.string().optional() })
    .optional(),
});

// Names as the services' API references give them (section "Common Errors" and each action's "Errors"). Several
// services use one name; where they use different names for one thing, all stand here.
const BY_NAME: readonly (readonly [RegExp, AwsFailure])[] = [
  [/Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded|^SlowDown$/, 'aws.throttled'],
  // Limits of what is in progress at a time (EC2, "Error codes"): too many copies, too many snapshots of a volume.
  [/^(ResourceLimitExceeded|ConcurrentSnapshotLimitExceeded)$/, 'aws.throttled'],
  [/^(Expired|RequestExpired|TokenRefreshRequired|CredentialsProviderError)/, 'aws.expired'],
  [/^(NoSuchUpload|IncorrectInstanceState|InvalidInstanceState|KMSInvalidState)/, 'aws.gone'],
  [/AccessDenied|Unauthorized|NotAuthorized|^AuthorizationError|^Forbidden$/, 'aws.denied'],
  [
    /^(InvalidAccessKeyId|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient)/,
    'aws.denied',
  ],
  [
    /^(UnsupportedOperation|NotImplemented|UnknownOperation|InvalidAction|OptInRequired)/,
    'aws.unsupported',
  ],
  [/NotFound|DoesNotExist|^NoSuch|^ResourceNotFound/, 'aws.not-found'],
  [/Conflict|ConditionalCheckFailed|^TransactionCanceled|^PreconditionFailed/, 'aws.conflict'],
  [/ResourceInUse|DependencyViolation|AlreadyExists|Duplicate|^OperationAborted/, 'aws.conflict'],
];

/** The kind of an error that the SDK threw. A broken or silent connection has no name of AWS: it is unavailable. */
export function awsFailureOf(error: unknown): AwsFailure {
  const parsed = sdkErrorSchema.safeParse(error);
  if (!parsed.success) return 'aws.unavailable';
  const { name, $metadata } = parsed.data;
  const named = BY_NAME.find(([pattern]) => pattern.test(name));
  return named?.[1] ?? byStatus($metadata?.httpStatusCode);
}

/**
 * An SDK error as a PortError. Its message holds the error's name and request id, never AWS's own text, which may
 * quote parameters, names and encoded authorisation messages.
 */
export function awsError(error: unknown, doing: string): PortError {
  if (error instanceof PortError) return error;
  const code = awsFailureOf(error);
  return new PortError(code, `AWS failed while ${doing} (${traceOf(error)})`, {
    cause: error,
    retryable: isPassing(code) || isNameless(error),
  });
}

/** The same under the code of a port; the kind stays in the cause. */
export function portError(code: PortErrorCode, error: unknown, doing: string): PortError {
  const cause = awsError(error, doing);
  if (!cause.code.startsWith('aws.')) return cause;
  return new PortError(code, `${cause.message}: ${cause.code}`, {
    cause,
    retryable: cause.retryable,
  });
}

/** True where the same call may succeed later without anybody's help; credentials are renewed by themselves. */
const isPassing = (code: AwsFailure): boolean =>
  ['aws.throttled', 'aws.unavailable', 'aws.expired', 'aws.conflict'].includes(code);

/**
 * A refusal without a name: an answer to HEAD has no body, so that keys which have expired look like any other refusal
 * there. The next call, with new keys, may be answered.
 */
function isNameless(error: unknown): boolean {
  const parsed = sdkErrorSchema.safeParse(error);
  return (
    parsed.success &&
    /^Unknown(?:Error)?$/.test(parsed.data.name) &&
    parsed.data.$metadata?.httpStatusCode === 400
  );
}

function byStatus(status: number | undefined): AwsFailure {
  if (status === 403 || status === 401) return 'aws.denied';
  if (status === 404) return 'aws.not-found';
  if (status === 409 || status === 412) return 'aws.conflict';
  if (status === 410) return 'aws.gone';
  if (status === 429) return 'aws.throttled';
  if (status === 501) return 'aws.unsupported';
  return status !== undefined && status >= 400 && status < 500 ? 'aws.refused' : 'aws.unavailable';
}

function traceOf(error: unknown): string {
  const parsed = sdkErrorSchema.safeParse(error);
  if (!parsed.success) return 'no answer';
  const { name, $metadata } = parsed.data;
  const request = $metadata?.requestId === undefined ? '' : `, request ${$metadata.requestId}`;
  // A name comes over the wire; it goes into logs, so nothing but a name may.
  return `${name.replaceAll(/[^\w.]/gu, '').slice(0, 80)}${request.replaceAll(/[^\w ,.=+/-]/gu, '').slice(0, 80)}`;
}
