import { describe, expect, it } from 'vitest';

import { CaseWriter } from '../../tests/support/case-writer.ts';
import { granted, note, opened, started, succeeded } from '../../tests/support/drafts.ts';
import { judge, judgeLines } from '../../tests/support/judge.ts';

describe('when a log is as it should be', () => {
  it('says nothing', () => {
    expect(judge(opened, granted, started('plan'), succeeded('plan'), note('seen')).found).toEqual(
      [],
    );
  });

  it('tolerates what a newer writer adds, and says so', () => {
    const odd = { ...note('seen'), mood: 'good', body: { text: 'seen', tone: { loud: true } } };

    expect(judge(opened, odd).found).toEqual([
      'note entry 1: holds members that this verifier does not know: body.tone, mood',
    ]);
  });
});

describe('when entries do not follow each other', () => {
  it.each([
    [
      'begins with something else',
      [note('first')],
      'log.opening entry 0: the log does not begin with case.opened',
    ],
    ['opens twice', [opened, opened], 'log.opening entry 1: the case is opened a second time'],
    [
      'has a gap',
      [opened, { ...note('x'), seq: 4 }],
      'log.sequence entries 1-3: missing: entry 4 follows in this place',
    ],
    [
      'has one entry too few',
      [opened, { ...note('x'), seq: 2 }],
      'log.sequence entry 1: missing: entry 2 follows in this place',
    ],
    [
      'repeats a number',
      [opened, { ...note('x'), seq: 0 }],
      'log.sequence entry 0: entry 0 stands where entry 1 should be',
    ],
    [
      'changes to another case',
      [opened, { ...note('x'), case: '0193a1b2-0000-7000-8000-00000000ffff' }],
      'log.case entry 1: the entry belongs to case 0193a1b2-0000-7000-8000-00000000ffff',
    ],
    [
      'runs back in time',
      [opened, { ...note('x'), at: '2026-11-24T02:00:00.000Z' }],
      'log.time entry 1: the entry is 3600 s earlier than the entry before',
    ],
    [
      'steps back within what clocks differ',
      [opened, { ...note('x'), at: '2026-11-24T02:59:59.500Z' }],
      'note entry 1: the entry is 0.5 s earlier than the entry before',
    ],
  ])('tells that it %s', (_, drafts, expected) => {
    expect(judge(...drafts).found).toEqual([expected]);
  });
});

describe('when a line is not an entry', () => {
  const [first = ''] = new CaseWriter().add(opened).lines;

  it.each([
    [
      'too long',
      Buffer.alloc(65_537, 0x20),
      'log.line entry 1: the line is longer than 65536 bytes',
    ],
    [
      'not UTF-8',
      Buffer.from([0x22, 0xff, 0x22]),
      'log.line entry 1: the line is not JSON in UTF-8',
    ],
    ['not JSON', 'x', 'log.line entry 1: the line is not JSON in UTF-8'],
    ['no object', '7', 'log.schema entry 1: type: not a type of entry that this verifier knows'],
    [
      'of no type',
      '{"type":7}',
      'log.schema entry 1: type: not a type of entry that this verifier knows',
    ],
    [
      'of an unknown type',
      '{"type":"evidence.lost"}',
      'log.schema entry 1: type: not a type of entry that this verifier knows',
    ],
    [
      'nested without end',
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      'log.not-canonical entry 1: the line is not canonical JSON (RFC 8785)',
    ],
  ])('tells that it is %s, and goes on', (_, line, expected) => {
    const { found } = judgeLines([first, line]);

    expect(found).toContain(expected);
  });

  it('counts it, so that the entry after it is in its place', () => {
    const [, second = ''] = new CaseWriter().add(opened, { ...note('x'), seq: 2 }).lines;

    expect(judgeLines([first, 'x', second]).found).toHaveLength(1);
  });

  it('names every member that is wrong', () => {
    const { found } = judge(opened, {
      ...note(''),
      v: 2,
      mood: 1,
      actor: { kind: 'ghost', name: '' },
    });

    expect(
      found.filter((one) => one.startsWith('log.schema entry 1')).length,
    ).toBeGreaterThanOrEqual(4);
  });
});

describe('when steps end', () => {
  const failed = (attempt: number) => ({
    type: 'step.failed',
    body: {
      step: 'plan',
      key: 'plan',
      attempt,
      code: 'x.y',
      cause: 'no',
      retryable: true,
      final: false,
    },
  });

  it.each([
    ['that never began', [succeeded('plan')], ['log.step entry 2: a step ends that never began']],
    [
      'twice',
      [started('plan'), succeeded('plan'), succeeded('plan')],
      ['note entry 4: attempt 1 ends, which was not under way'],
    ],
    [
      'in another attempt',
      [started('plan'), failed(2)],
      ['note entry 3: attempt 2 ends, which was not under way'],
    ],
    [
      'after another attempt',
      [started('plan'), failed(1), started('plan', 2), succeeded('plan', 2)],
      [],
    ],
    [
      'by being skipped',
      [{ type: 'step.skipped', body: { step: 'contain', key: 'contain', reason: 'not here' } }],
      [],
    ],
  ])('tells of one %s', (_, drafts, expected) => {
    expect(judge(opened, granted, ...drafts).found).toEqual(expected);
  });
});
