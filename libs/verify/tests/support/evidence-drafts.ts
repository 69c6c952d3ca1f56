import type { Draft } from './case-writer.ts';

export const SHA = 'ab'.repeat(32);
export const OTHER = 'cd'.repeat(32);
const digest = (item: string, sha256: string) => ({ item, bytes: 100, sha256 });

export const acquired = (item: string, sha256 = SHA, more: object = {}): Draft => ({
  type: 'evidence.acquired',
  body: {
    ...digest(item, sha256),
    kind: 'disk',
    title: item,
    expectedBytes: 100,
    missingBytes: 0,
    objects: 1,
    ...more,
  },
});

export const sealed = (item: string, sha256 = SHA, bytes = 100): Draft => ({
  type: 'evidence.sealed',
  body: { ...digest(item, sha256), bytes, manifest: { key: 'k', bytes: 1, sha256: SHA } },
});

export const verified = (item: string, more: object = {}): Draft => ({
  type: 'evidence.verified',
  body: { ...digest(item, SHA), occasion: 'acquisition', result: 'match', ...more },
});

/** A tool run over E-0001 that made E-0002. */
export const analysed = (more: object = {}): Draft => ({
  type: 'analysis.completed',
  body: {
    run: 'T-0001',
    tool: { name: 'fls', version: '4' },
    ruleSets: [],
    inputs: [{ item: 'E-0001', sha256Before: SHA, sha256After: SHA }],
    outputs: [],
    outcome: 'complete',
    detections: 0,
    events: 0,
    limits: [],
    ...more,
  },
});
