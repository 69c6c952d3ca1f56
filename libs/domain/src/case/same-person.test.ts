import { describe, expect, it } from 'vitest';
import type { Actor, Identity } from './actor.ts';
import { maybeSamePerson } from './same-person.ts';

const actor = (name: string, identity?: Identity): Actor => ({
  kind: 'human',
  name,
  ...(identity === undefined ? {} : { identity }),
});
const aws = (id: string, person?: string): Actor =>
  actor('whoever', {
    by: 'aws',
    name: `arn of ${id}`,
    id,
    ...(person === undefined ? {} : { person }),
  });
const word = (person: string): Actor =>
  actor(person, { by: 'word', name: 'lab', id: '1000', person });

describe('when two approvals must come from two people', () => {
  it.each([
    [
      'two people whom AWS knows, whatever they call themselves',
      aws('A', 'ann'),
      aws('B', 'bob'),
      false,
    ],
    ['one person by two ways in', aws('A', 'ann'), aws('B', ' Ann'), true],
    ['one identity that was given another name', aws('A', 'ann'), aws('A', 'bob'), true],
    ['an identity behind which anybody may be', aws('A', 'ann'), aws('B'), true],
    ['the same, the other way round', aws('B'), aws('A', 'ann'), true],
    [
      'an approval that nobody vouches for, beside one that is vouched for',
      actor('bob'),
      aws('A', 'ann'),
      true,
    ],
    ['the same, the other way round', aws('A', 'ann'), actor('bob'), true],
    ['words of two kinds', word('bob'), aws('A', 'ann'), true],
    ['two people at one terminal, where their word is taken', word('ann'), word('bob'), false],
    ['one person twice at such a terminal', word('ann'), word('ANN '), true],
    ['two names where nobody knows identities', actor('ann'), actor('bob'), false],
    ['one name in two ways of writing', actor('Ann'), actor('ann '), true],
  ])('judges %s', (...[, one, other, expected]) => {
    expect(maybeSamePerson(one, other)).toBe(expected);
  });
});
