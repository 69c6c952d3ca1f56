import { describe, expect, it } from 'vitest';

import type { Draft } from '../../tests/support/case-writer.ts';
import { opened } from '../../tests/support/drafts.ts';
import {
  acquired,
  analysed,
  OTHER,
  sealed,
  SHA,
  verified,
} from '../../tests/support/evidence-drafts.ts';
import { judge } from '../../tests/support/judge.ts';

const found = (...drafts: readonly Draft[]): string[] => judge(opened, ...drafts).found;
const item = [acquired('E-0001'), sealed('E-0001')];

describe('when an item is acquired and sealed', () => {
  it.each([
    ['once', item, []],
    [
      'twice under one id',
      [...item, acquired('E-0001')],
      [
        'log.evidence entry 3: E-0001 is acquired again after it was sealed: an evidence id is never reused',
      ],
    ],
    ['anew before it was sealed, the same', [acquired('E-0001'), ...item], []],
    [
      'anew before it was sealed, other bytes',
      [acquired('E-0001', OTHER), ...item],
      ['note entry 2: E-0001 was acquired anew before it was sealed, with other bytes'],
    ],
    [
      'without being acquired',
      [sealed('E-0001')],
      ['log.evidence entry 1: E-0001 is sealed and was never acquired'],
    ],
    [
      'a second time',
      [...item, sealed('E-0001')],
      ['log.evidence entry 3: E-0001 is sealed a second time'],
    ],
    [
      'with another digest',
      [acquired('E-0001'), sealed('E-0001', OTHER)],
      [
        'log.evidence entry 2: E-0001 is sealed with another digest or length than it was acquired with',
      ],
    ],
    [
      'with another length',
      [acquired('E-0001'), sealed('E-0001', SHA, 99)],
      [
        'log.evidence entry 2: E-0001 is sealed with another digest or length than it was acquired with',
      ],
    ],
    [
      'from a parent',
      [...item, acquired('E-0002', SHA, { parents: ['E-0001'], root: 'E-0001' })],
      [],
    ],
    [
      'from a parent that is not there',
      [acquired('E-0002', SHA, { parents: ['E-0001'] })],
      ['log.evidence entry 1: E-0002 derives from E-0001, which was not acquired before'],
    ],
    [
      'from a root that is not there',
      [acquired('E-0002', SHA, { root: 'E-0001' })],
      ['log.evidence entry 1: E-0002 derives from E-0001, which was not acquired before'],
    ],
    [
      'from itself',
      [acquired('E-0002', SHA, { parents: ['E-0002'] })],
      ['log.evidence entry 1: E-0002 derives from E-0002, which was not acquired before'],
    ],
  ])('C1 judges one %s', (_, drafts, expected) => {
    expect(found(...drafts)).toEqual(expected);
  });
});

describe('when an item is verified', () => {
  it.each([
    [
      'before it is sealed',
      [verified('E-0001')],
      ['log.evidence entry 1: E-0001 is used before it was sealed'],
    ],
    ['and matches', [...item, verified('E-0001')], []],
    [
      'and is said to match with another digest',
      [...item, verified('E-0001', { sha256: OTHER })],
      [
        'log.evidence entry 3: E-0001 is said to match, with another digest or length than it was sealed with',
      ],
    ],
    [
      'and is said to match with another length',
      [...item, verified('E-0001', { bytes: 1 })],
      [
        'log.evidence entry 3: E-0001 is said to match, with another digest or length than it was sealed with',
      ],
    ],
    [
      'and fails',
      [...item, verified('E-0001', { result: 'mismatch', sha256: OTHER })],
      ['note entry 3: the log says that E-0001 failed a verification (acquisition)'],
    ],
  ])('C36 judges one %s', (_, drafts, expected) => {
    expect(found(...drafts)).toEqual(expected);
  });
});

describe('when an item is used that was never sealed', () => {
  const actor = { kind: 'human', name: 'K', via: 'console' };
  it.each<[string, object]>([
    ['evidence.read', { item: 'E-0001', purpose: 'to look' }],
    ['evidence.exported', { items: ['E-0001'], format: 'raw', destination: 'x' }],
    [
      'evidence.transferred',
      { items: ['E-0001'], receiver: actor, receipt: { sha256: SHA, signature: 'x' } },
    ],
    [
      'evidence.disposed',
      { item: 'E-0001', reason: 'over', retentionEnded: '2026-11-24T03:00:00.000Z' },
    ],
    ['containment.proven', { method: 'x', resource: 'x', evidence: 'E-0001' }],
    ['inventory.recorded', { item: 'E-0001', sha256: SHA, bytes: 1, facts: {} }],
    [
      'report.issued',
      {
        item: 'E-0001',
        entries: 1,
        files: [
          { name: 'r', media: 'm', stored: { key: 'k', bytes: 1, sha256: SHA, format: 'raw' } },
        ],
      },
    ],
    ['analysis.completed', analysed().body],
  ])('tells it of %s', (type, body) => {
    expect(found({ type, body })).toEqual([
      'log.evidence entry 1: E-0001 is used before it was sealed',
    ]);
  });

  it('tells that an inventory has another digest than its item', () => {
    expect(
      found(...item, {
        type: 'inventory.recorded',
        body: { item: 'E-0001', sha256: OTHER, bytes: 1, facts: {} },
      }),
    ).toEqual([
      'log.evidence entry 3: the inventory has another digest than E-0001 was sealed with',
    ]);
  });

  it('keeps in mind what was disposed of', () => {
    const disposed = {
      type: 'evidence.disposed',
      body: { item: 'E-0001', reason: 'over', retentionEnded: '2026-11-24T03:00:00.000Z' },
    };
    const { audit } = judge(opened, ...item, disposed);

    expect([...audit.ledger.items.values()].map(({ disposed: gone }) => gone)).toEqual([true]);
  });
});

describe('when a tool has run', () => {
  const input = (before: string, after: string) => ({
    inputs: [{ item: 'E-0001', sha256Before: before, sha256After: after }],
  });
  const output = { outputs: [{ item: 'E-0002', sha256: SHA }] };

  it.each([
    ['on what was sealed', [...item, analysed()], []],
    [
      'on other bytes',
      [...item, analysed(input(OTHER, OTHER))],
      ['log.evidence entry 3: the run read other bytes than those sealed as E-0001'],
    ],
    [
      'on a copy that changed',
      [...item, analysed(input(SHA, OTHER))],
      ['note entry 3: the working copy of E-0001 changed during the run'],
    ],
    [
      'twice under one id',
      [...item, analysed(), analysed()],
      ['log.evidence entry 4: tool run T-0001 stands in the log a second time'],
    ],
    [
      'with an output that was never sealed',
      [...item, analysed(output)],
      ['note entry 3: output E-0002 of the run was not sealed'],
    ],
    [
      'with an output that is sealed later',
      [...item, analysed(output), acquired('E-0002'), sealed('E-0002')],
      [],
    ],
    [
      'with an output that is another',
      [...item, analysed(output), acquired('E-0002', OTHER), sealed('E-0002', OTHER)],
      ['log.evidence entry 3: output E-0002 of the run is not what was sealed'],
    ],
  ])('C34 C37 judges one %s', (_, drafts, expected) => {
    expect(found(...drafts)).toEqual(expected);
  });
});

describe('when the log speaks of what cannot be yet', () => {
  it('tells that a checkpoint covers entries that come later', () => {
    const body = { size: 9, root: SHA, key: 'k', note: SHA, timestamp: false };

    expect(found({ type: 'checkpoint.signed', body })).toEqual([
      'log.checkpoint entry 1: a checkpoint of 9 entries cannot be signed before they are written',
    ]);
  });

  it('tells that a report covers entries that come later', () => {
    const file = {
      name: 'r',
      media: 'm',
      stored: { key: 'k', bytes: 1, sha256: SHA, format: 'raw' },
    };

    expect(
      found(...item, {
        type: 'report.issued',
        body: { item: 'E-0001', entries: 9, files: [file] },
      }),
    ).toEqual(['log.report entry 3: the report speaks of 9 entries, more than stand before it']);
  });
});
