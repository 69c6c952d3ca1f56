import { expect, it } from 'vitest';
import { openedOnce } from './opened-once.ts';

it('opens once for all who ask, and again after a failure, so that a bad moment does not break a function for good', async () => {
  let tries = 0;
  const opened = openedOnce(() => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve(tries);
  });

  await expect(opened()).rejects.toThrow('not yet');
  expect(await Promise.all([opened(), opened()])).toEqual([2, 2]);
});
