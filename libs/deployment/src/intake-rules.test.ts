import { expect, it } from 'vitest';
import { intakeRules } from './intake-rules.ts';

it('gives every rule a name of its own, so that none replaces another in the account', () => {
  const names = intakeRules.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(0);
});
