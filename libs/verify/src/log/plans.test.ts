import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sha256 } from '../../tests/support/bundle.ts';
import type { Draft } from '../../tests/support/case-writer.ts';
import { granted, note, opened } from '../../tests/support/drafts.ts';
import { canonical } from '../../tests/support/json.ts';
import { judge } from '../../tests/support/judge.ts';

const outline = {
  playbook: { name: 'default', sha256: 'ab'.repeat(32) },
  order: 'memory-first',
  orderReason: 'volatility',
  isolate: true,
  approval: { people: 0, reason: 'rule', validForSeconds: 60 },
};
const lists = { items: [], techniques: [], changes: [] };
const change = (call: string) => ({
  step: 'contain',
  call,
  where: {},
  parameters: {},
  alsoHits: [],
});

const partOf = (of: number, part: number, more: object = {}): Draft => ({
  type: 'plan.detailed',
  body: { part, of, ...lists, alsoHits: [], changes: [change(`ec2:Call${part}`)], ...more },
});
const partsOf = (count: number): Draft[] =>
  Array.from({ length: count }, (_, index) => partOf(count, index + 1));

const digestOf = (parts: readonly Draft[]): string =>
  sha256(parts.map(({ body }) => `${canonical(body)}\n`).join(''));
const made = (parts: readonly Draft[]): Draft => ({
  type: 'plan.made',
  body: { inParts: { outline, parts: parts.length, sha256: digestOf(parts) } },
});
const found = (...drafts: readonly Draft[]) => judge(opened, granted, ...drafts).found;

const three = partsOf(3);
const [one = note(''), two = note(''), last = note('')] = three;
const inline: Draft = { type: 'plan.made', body: { plan: { ...outline, ...lists } } };

describe('when a plan stands in several entries', () => {
  it('holds where all parts stand in their order, whatever others write in between', () => {
    expect(found(one, note('seen'), two, last, made(three))).toEqual([]);
  });

  it('holds with members of a newer writer: the digest covers what this verifier does not know', () => {
    const newer = [partOf(2, 1, { mood: 'good' }), partOf(2, 2)];

    expect(found(...newer, made(newer))).toEqual([
      'note entry 2: holds members that this verifier does not know: body.mood',
    ]);
  });

  it.each([
    [
      'the first part',
      [two, last, made(three)],
      [
        'log.plan entry 2: part 2 of 3 of a plan does not follow the part before',
        'log.plan entry 4: the parts of the plan do not have the digest that they were made with',
      ],
    ],
    [
      'a part in the middle',
      [one, last, made(three)],
      [
        'log.plan entry 3: part 3 of 3 of a plan does not follow the part before',
        'log.plan entry 4: the parts of the plan do not have the digest that they were made with',
      ],
    ],
    [
      'the last part',
      [one, two, made(three)],
      ['log.plan entry 4: the plan has 3 parts, and not the last of them stands before it'],
    ],
    [
      'every part',
      [made(three)],
      ['log.plan entry 2: the plan has 3 parts, and not the last of them stands before it'],
    ],
  ])('names %s that was dropped and the rest renumbered', (_, drafts, expected) => {
    expect(found(...drafts)).toEqual(expected);
  });

  it('names parts that changed places, and a part of a plan of another length', () => {
    expect(found(one, last, two, made(three))).toContain(
      'log.plan entry 3: part 3 of 3 of a plan does not follow the part before',
    );
    expect(found(one, partOf(4, 2), last, made(three))).toContain(
      'log.plan entry 3: part 2 of 4 of a plan does not follow the part before',
    );
    expect(found(partOf(2, 1), partOf(2, 2), made(three))).toEqual([
      'log.plan entry 4: the plan has 3 parts, and not the last of them stands before it',
    ]);
    expect(found(...partsOf(4).slice(0, 3), made(three))).toEqual([
      'log.plan entry 5: the plan has 3 parts, and not the last of them stands before it',
    ]);
  });

  it('names a plan of which any one part was put in the place of another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(), (count, at) => {
        const parts = partsOf(count);
        const swapped = parts.with(
          at % count,
          partOf(count, (at % count) + 1, { changes: [change('ec2:Other')] }),
        );

        expect(found(...parts, made(parts))).toEqual([]);
        expect(found(...swapped, made(parts))).toEqual([
          `log.plan entry ${count + 2}: the parts of the plan do not have the digest that they were made with`,
        ]);
      }),
    );
  });
});

describe('when a plan was begun and not made', () => {
  const begun = 'note entry 2: a plan was begun here and not made: its parts end with 2 of 3';

  it.each([
    ['the log ends', []],
    ['another plan in parts is made', [...three, made(three)]],
    ['another plan is made', [inline]],
  ])('says so where %s, and takes it for no fault', (_, after) => {
    expect(found(one, two, ...after)).toEqual([begun]);
  });

  it('holds what an older writer made: a plan in one entry', () => {
    expect(found(inline)).toEqual([]);
  });
});
