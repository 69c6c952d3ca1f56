import { userInfo } from 'node:os';
import { maybeSamePerson } from '@afo/domain';
import type { Actor } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { osWhoami } from './os-whoami.ts';

const actors = async (sharedAccount: boolean): Promise<readonly [Actor, Actor]> => {
  const whoami = osWhoami({ sharedAccount });
  const as = async (name: string): Promise<Actor> => ({
    kind: 'human',
    name,
    identity: await whoami.identify(name),
  });
  return [await as('Ann'), await as('Bob')];
};

describe('when people act at a workstation', () => {
  it('makes no two people of one account of the operating system, whatever names are given', async () => {
    const [ann, bob] = await actors(false);

    expect(maybeSamePerson(ann, bob)).toBe(true);
    expect(bob.identity).toEqual({
      by: 'os',
      name: userInfo().username,
      id: String(userInfo().uid),
      person: userInfo().username,
    });
  });

  it('takes their word where the account is said to be shared, and keeps that it was no more', async () => {
    const [ann, bob] = await actors(true);

    expect(maybeSamePerson(ann, bob)).toBe(false);
    expect(bob.identity).toMatchObject({ by: 'word', person: 'Bob' });
  });
});
