import { expect, test } from 'vitest';
import { DomainError } from './errors.ts';
import { publishedFailure } from './published-failure.ts';

test('F-46 a failure is told with its code and its message, cut to what an entry can hold', () => {
  const long = new DomainError('domain.illegal-entry', 'x'.repeat(5_000), { retryable: true });

  expect(publishedFailure(long)).toEqual({
    ...{ code: 'domain.illegal-entry', retryable: true },
    cause: 'x'.repeat(4_000),
  });
  expect(publishedFailure(new DomainError('domain.illegal-entry', '')).cause).toBe(
    'domain.illegal-entry',
  );
});

test('F-62 what is no error of ours is told by its kind alone, since its words may hold a credential', () => {
  for (const [thrown, kind] of [
    [new TypeError('token=hunter2'), 'TypeError'],
    ['token=hunter2', 'string'],
  ] as const) {
    const { code, cause } = publishedFailure(thrown);
    expect([code, cause.includes(kind), cause.includes('hunter2')]).toEqual([
      'step.unexpected',
      true,
      false,
    ]);
  }
});
