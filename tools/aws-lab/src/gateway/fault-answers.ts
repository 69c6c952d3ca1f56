import { errorAnswer, jsonAnswer, queryAnswer } from './api-answer.ts';
import type { ApiAnswer, ApiFault } from './api-answer.ts';
import type { LabFaultKind } from './fault-schema.ts';
import { protocolOf } from './protocols.ts';
import { expired } from './sessions.ts';

/** What comes in place of the answer; undefined for faults that spoil the answer itself. */
export function faultAnswer(
  kind: LabFaultKind,
  call: { readonly service: string; readonly operation: string },
): ApiAnswer | undefined {
  const { service } = call;
  switch (kind) {
    case 'throttle':
      return errorAnswer(service, throttled(service));
    case 'internal-error':
      return errorAnswer(service, broken(service));
    case 'unavailable':
      return errorAnswer(service, {
        status: 503,
        code: service === 'ec2' ? 'Unavailable' : 'ServiceUnavailable',
        message: 'The service is unavailable.',
      });
    case 'expired-token':
      return errorAnswer(service, expired(service));
    case 'access-denied':
      return errorAnswer(service, denied(service, call.operation));
    case 'empty-answer':
      return emptyAnswer(service, call.operation);
    case 'cut-body':
    case 'slow-body':
    case 'hung':
    case 'lost-answer':
    case 'stale':
      return undefined;
  }
}

// The code of each service for "too many" (its API reference, "Common Errors" or "Errors").
const THROTTLES: Readonly<Record<string, readonly [number, string]>> = {
  ec2: [503, 'RequestLimitExceeded'],
  s3: [503, 'SlowDown'],
  ebs: [400, 'RequestThrottledException'],
  sqs: [400, 'RequestThrottled'],
  lambda: [429, 'TooManyRequestsException'],
  securityhub: [429, 'LimitExceededException'],
};

function throttled(service: string): ApiFault {
  const byProtocol = protocolOf(service) === 'query' ? 'Throttling' : 'ThrottlingException';
  const [status, code] = THROTTLES[service] ?? [400, byProtocol];
  return { status, code, message: 'Rate exceeded' };
}

function broken(service: string): ApiFault {
  const codes: Readonly<Record<string, string>> = {
    ec2: 'InternalError',
    s3: 'InternalError',
    dynamodb: 'InternalServerError',
    kms: 'KMSInternalException',
    ssm: 'InternalServerError',
    securityhub: 'InternalException',
  };
  return { status: 500, code: codes[service] ?? 'InternalFailure', message: 'An internal error.' };
}

function denied(service: string, operation: string): ApiFault {
  const message = `not authorized to perform: ${service}:${operation}`;
  const protocol = protocolOf(service);
  if (protocol === 'ec2') return { status: 403, code: 'UnauthorizedOperation', message };
  if (protocol === 'query' || protocol === 's3')
    return { status: 403, code: 'AccessDenied', message };
  return { status: protocol === 'json' ? 400 : 403, code: 'AccessDeniedException', message };
}

function emptyAnswer(service: string, operation: string): ApiAnswer {
  const protocol = protocolOf(service);
  if (protocol === 's3') return { status: 200, headers: {}, body: '' };
  if (protocol === 'ec2' || protocol === 'query') return queryAnswer(service, operation, '');
  return jsonAnswer({});
}
