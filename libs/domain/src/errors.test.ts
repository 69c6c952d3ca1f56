import { describe, expect, it } from 'vitest';
import { DomainError, isAfoError } from './errors.ts';

describe('when an error is made', () => {
  it('keeps its cause, so that the log can say what really went wrong', () => {
    const cause = new TypeError('the root of it');

    expect(new DomainError('domain.illegal-entry', 'cannot follow', { cause })).toMatchObject({
      name: 'DomainError',
      code: 'domain.illegal-entry',
      message: 'cannot follow',
      cause,
    });
  });

  it('has no cause where none was given, so that nobody looks for one', () => {
    expect('cause' in new DomainError('domain.illegal-entry', 'cannot follow')).toBe(false);
  });

  it('is not tried again unless it says so, so that a broken case does not spin', () => {
    const retryable = (options?: { readonly retryable: boolean }) =>
      new DomainError('domain.illegal-entry', 'cannot follow', options).retryable;

    expect([retryable(), retryable({ retryable: false }), retryable({ retryable: true })]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('when a caught value is judged', () => {
  it('is published only when it is ours: a foreign message may hold a credential', () => {
    const imitation = Object.assign(new Error('token=abc'), {
      code: 'domain.illegal-entry',
      retryable: true,
    });

    expect(isAfoError(new DomainError('domain.illegal-entry', 'cannot follow'))).toBe(true);
    expect([imitation, 'text', null, undefined, { code: 'x' }].filter(isAfoError)).toEqual([]);
  });
});
