import { describe, expect, it } from 'vitest';
import { PortError } from '@afo/ports';
import { awsError, awsFailureOf, portError } from './aws-error.ts';

const sdk = (name: string, status?: number): Error =>
  Object.assign(new Error('arn:aws:iam::111122223333:role/secret is not allowed'), {
    name,
    $metadata: { httpStatusCode: status, requestId: 'REQ-1' },
  });

describe('when AWS fails', () => {
  it.each([
    ['ThrottlingException', 400, 'aws.throttled'],
    ['ProvisionedThroughputExceededException', 400, 'aws.throttled'],
    ['SlowDown', 503, 'aws.throttled'],
    ['AccessDeniedException', 400, 'aws.denied'],
    ['UnauthorizedOperation', 403, 'aws.denied'],
    ['InvalidInstanceID.NotFound', 400, 'aws.not-found'],
    ['NoSuchKey', 404, 'aws.not-found'],
    ['NoSuchUpload', 404, 'aws.gone'],
    ['IncorrectInstanceState', 400, 'aws.gone'],
    ['ConditionalCheckFailedException', 400, 'aws.conflict'],
    ['InvalidGroup.Duplicate', 400, 'aws.conflict'],
    ['DependencyViolation', 400, 'aws.conflict'],
    ['PreconditionFailed', 412, 'aws.conflict'],
    ['ExpiredToken', 400, 'aws.expired'],
    ['UnsupportedOperation', 400, 'aws.unsupported'],
    ['ValidationException', 400, 'aws.refused'],
    ['InternalServerError', 500, 'aws.unavailable'],
    ['TimeoutError', undefined, 'aws.unavailable'],
  ])('tells %s (%s) as %s', (name, status, code) => {
    expect(awsFailureOf(sdk(name, status))).toBe(code);
  });

  it('F-62 repeats nothing of what AWS says about the caller', () => {
    const error = awsError(sdk('AccessDenied', 403), 'reading an object');

    expect(error.message).toBe('AWS failed while reading an object (AccessDenied, request REQ-1)');
    expect(error.retryable).toBe(false);
  });

  it('says that a silent connection may answer later', () => {
    expect(awsError('socket hang up', 'x')).toMatchObject({
      code: 'aws.unavailable',
      retryable: true,
    });
  });

  it('F-53 does not give up for good where an answer to HEAD cannot say that keys have expired', () => {
    expect(awsError(sdk('Unknown', 400), 'x')).toMatchObject({
      code: 'aws.refused',
      retryable: true,
    });
    expect(awsError(sdk('Unknown', 403), 'x')).toMatchObject({
      code: 'aws.denied',
      retryable: false,
    });
    expect(awsError(sdk('ValidationException', 400), 'x').retryable).toBe(false);
  });

  it('keeps the kind below the code of the port, and an error of ours as it is', () => {
    const ours = new PortError('vault.exists', 'there');

    expect(portError('vault.unavailable', sdk('SlowDown', 503), 'x')).toMatchObject({
      code: 'vault.unavailable',
      retryable: true,
      cause: { code: 'aws.throttled' },
    });
    expect(portError('vault.unavailable', ours, 'x')).toBe(ours);
  });
});
