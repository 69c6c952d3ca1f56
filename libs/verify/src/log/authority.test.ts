import { describe, expect, it } from 'vitest';

import type { Draft } from '../../tests/support/case-writer.ts';
import { granted, note, opened } from '../../tests/support/drafts.ts';
import { judge } from '../../tests/support/judge.ts';

const changed: Draft = {
  type: 'resource.changed',
  body: { change: 'stop-protection', resource: 'i-1', phase: 'done', before: {}, after: {} },
};
const emergency: Draft = {
  type: 'authorisation.pending',
  body: {
    request: 'R-0001',
    approval: 'plan',
    people: 1,
    reason: 'it burns',
    deadline: '2026-11-24T04:00:00.000Z',
    emergency: true,
    approvals: [],
  },
};
const refused: Draft = {
  type: 'authorisation.refused',
  body: {
    request: 'R-0001',
    refusedBy: { kind: 'human', name: 'K', via: 'console' },
    reason: 'no',
  },
};
const expired: Draft = {
  type: 'authorisation.expired',
  body: { request: 'R-0001', deadline: '2026-11-24T04:00:00.000Z' },
};
const grant = (more: object): Draft => ({ ...granted, body: { ...granted.body, ...more } });
const OWED =
  'note entry 1: work began as an emergency and authorisation R-0001 is still pending; its deadline is 2026-11-24T04:00:00.000Z';

describe('when something is changed', () => {
  it.each([
    ['after an authorisation', [granted, changed], []],
    [
      'before any',
      [changed],
      ['log.authority entry 1: a resource was changed before any authorisation'],
    ],
    ['in an emergency that nobody has answered', [emergency, changed], [OWED]],
    [
      'in an emergency that was granted later',
      [emergency, changed, grant({ request: 'R-0001' })],
      [],
    ],
    ['in an emergency that was refused', [emergency, changed, refused], []],
    ['in an emergency that expired', [emergency, changed, expired], []],
    [
      'while people are asked and it is no emergency',
      [{ ...emergency, body: { ...emergency.body, emergency: false } }, changed],
      ['log.authority entry 2: a resource was changed before any authorisation'],
    ],
  ])('C2 judges one %s', (_, drafts, expected) => {
    expect(judge(opened, ...drafts).found).toEqual(expected);
  });
});

const person = (name: string, identity?: object) => ({ kind: 'human', name, identity });
const known = (id: string, who?: string) =>
  person('whoever', { by: 'aws', name: `arn of ${id}`, id, person: who });
const word = (name: string) => person(name, { by: 'word', name: 'lab', id: '1', person: name });
const ONE = 'the approvals of request R-0001 are not known to be of different people';

describe('when a request asks for two people', () => {
  const asked = { ...emergency, body: { ...emergency.body, people: 2, emergency: false } };
  it.each([
    ['two whom AWS knows', [known('A', 'ann'), known('B', 'bob')], []],
    ['one person by two ways in', [known('A', 'ann'), known('B', 'Ann')], [ONE]],
    ['one identity by two names', [known('A', 'ann'), known('A', 'bob')], [ONE]],
    ['a role that anybody may wear', [known('A', 'ann'), known('B')], [ONE]],
    ['the same, the other way round', [known('B'), known('A', 'ann')], [ONE]],
    ['one of whom nobody knows who it is', [known('A', 'ann'), person('bob')], [ONE]],
    ['two names of old', [person('ann'), person('bob')], []],
    ['one name of old', [person('ann'), person('ANN ')], [ONE]],
    ['one person alone', [known('A', 'ann')], ['request R-0001 asks for 2 approvals and has 1']],
  ])('C2 judges the approval of %s', (_, approvers, faults) => {
    expect(judge(opened, asked, grant({ request: 'R-0001', approvers })).found).toEqual(
      faults.map((fault) => `log.authority entry 2: ${fault}`),
    );
  });

  it('C2 says that two people are so by their word alone', () => {
    const approvers = [word('ann'), word('bob')];

    expect(judge(opened, asked, grant({ request: 'R-0001', approvers })).found).toEqual([
      'note entry 2: that ann is another person rests on their word alone',
      'note entry 2: that bob is another person rests on their word alone',
    ]);
  });

  it('C2 judges an answer to a request that the log does not hold by what it has', () => {
    expect(judge(opened, grant({ request: 'R-0009' })).found).toEqual([]);
  });
});

describe('when an entry says why', () => {
  const why = (id: string | undefined): Draft => ({ ...note('seen'), why: id });

  it.each([
    [
      'nothing once there is authority',
      [granted, why(undefined)],
      ['log.authority entry 2: the entry names no authorisation, and one was granted before'],
    ],
    [
      'an authorisation that nobody granted',
      [granted, why('A-0009')],
      ['log.authority entry 2: authorisation A-0009 was not granted before'],
    ],
    [
      'its own authorisation',
      [{ ...granted, why: 'A-0001' }],
      ['log.authority entry 1: authorisation A-0001 was not granted before'],
    ],
    [
      'one that had ended',
      [grant({ until: '2026-11-24T03:00:01.500Z' }), note('seen')],
      ['note entry 2: authorisation A-0001 had ended at 2026-11-24T03:00:01.500Z'],
    ],
    ['one that still holds', [grant({ until: '2026-11-25T03:00:00.000Z' }), note('seen')], []],
  ])('C27 judges %s', (_, drafts, expected) => {
    expect(judge(opened, ...drafts).found).toEqual(expected);
  });

  it('tells that an authorisation is granted twice', () => {
    expect(judge(opened, granted, granted).found).toEqual([
      'log.authority entry 2: authorisation A-0001 is granted a second time',
    ]);
  });
});
