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

it('closes what was opened when the rest cannot be, and the failure is the one that is told', async () => {
  const closed: number[] = [];
  let tries = 0;
  const opened = openedOnce((failing) => {
    tries += 1;
    const mine = tries;
    failing.defer(() => {
      closed.push(mine);
    });
    return tries === 1 ? Promise.reject(new Error('no queue')) : Promise.resolve('open');
  });

  await expect(opened()).rejects.toThrow('no queue');
  expect(await opened()).toBe('open');

  expect(closed).toEqual([1]);
});
