import { describe, expect, it } from 'vitest';
import { failingOf, portErrorOf } from './ebs-answer.ts';

const named = (name: string, more: object = {}): Error =>
  Object.assign(new Error('x'), { name, ...more });

describe('when an error of the API is sorted', () => {
  it.each([
    [named('RequestThrottledException'), 'throttled'],
    [named('ThrottlingException'), 'throttled'],
    [named('X', { $metadata: { httpStatusCode: 429 } }), 'throttled'],
    [named('ValidationException', { Reason: 'INVALID_BLOCK_TOKEN' }), 'stale-token'],
    [named('ValidationException', { Reason: 'UNRELATED_SNAPSHOTS' }), 'refused'],
    [named('ExpiredTokenException'), 'expired-credentials'],
    [named('AccessDeniedException'), 'denied'],
    [named('ResourceNotFoundException'), 'not-found'],
    [named('X', { $metadata: { httpStatusCode: 418 } }), 'refused'],
    [named('InternalServerException', { $metadata: { httpStatusCode: 500 } }), 'passing'],
    [named('toString'), 'passing'],
    ['text', 'passing'],
  ])(
    '%o is %s, so that neither a passing fault ends a case nor a final one is tried for ever',
    (error, failing) => {
      expect(failingOf(error)).toBe(failing);
    },
  );

  it('F-62 says nothing in the case of what the request carried, such as a token', () => {
    const secret = 'BLOCKTOKEN';
    const error = portErrorOf(
      named('X', { message: secret, code: 'ECONNREFUSED' }),
      'snap-00000001',
    );

    expect(error.message).not.toContain(secret);
    expect(error.message).toContain('ECONNREFUSED');
    expect(error).toMatchObject({ code: 'source.device-error', retryable: true });
  });
});
