import { describe, expect, it } from 'vitest';
import { samplePlan, sampleState } from '../testing/index.ts';
import { collect, holds } from './conditions.ts';

const digests = { item: 'E-0001', bytes: 10, sha256: 'ab'.repeat(32) };
const planned = (change: object = {}) => ({
  type: 'plan.made',
  body: { plan: { ...samplePlan(['disk', 'memory', 'disk', 'log']), ...change } },
});

describe('when the workflow asks about a case', () => {
  it('F-22 answers no to isolation and to containing first until a plan says so', () => {
    expect([holds('isolates', sampleState()), holds('contain-first', sampleState())]).toEqual([
      false,
      false,
    ]);
    expect(holds('isolates', sampleState(planned({ isolate: true })))).toBe(true);
    expect(holds('contain-first', sampleState(planned({ order: 'contain-first' })))).toBe(true);
  });

  it('F-01 takes for evidence what is sealed, not what was only read', () => {
    const acquired = {
      type: 'evidence.acquired',
      body: {
        ...digests,
        kind: 'disk',
        title: 'd',
        expectedBytes: 10,
        missingBytes: 0,
        objects: 1,
      },
    };
    const sealed = {
      type: 'evidence.sealed',
      body: { ...digests, manifest: { key: 'k', bytes: 1, sha256: digests.sha256 } },
    };

    expect(holds('has-evidence', sampleState(acquired))).toBe(false);
    expect(holds('has-evidence', sampleState(acquired, sealed))).toBe(true);
  });
});

describe('when the workflow goes over the planned items', () => {
  it('F-07 takes all of a kind, in the order of the plan', () => {
    const ids = (kind: 'disks' | 'memories' | 'logs') =>
      collect(kind, sampleState(planned())).map(({ item }) => item);

    expect([ids('disks'), ids('memories'), ids('logs')]).toEqual([
      ['E-0001', 'E-0003'],
      ['E-0002'],
      ['E-0004'],
    ]);
  });

  it('finds nothing to acquire before there is a plan', () => {
    expect(collect('disks', sampleState())).toEqual([]);
  });
});
