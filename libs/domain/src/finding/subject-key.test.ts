import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNodeName, isInstanceId } from './node-name.ts';
import { isPrincipal, subjectKey } from './subject.ts';
import type { Subject } from './subject.ts';

// Few values, so that two drawn subjects are often equal in all parts but one, and hostile ones among them.
const name = fc.constantFrom('a', 'b', 'a","b', '"', ':', '', '\\', 'a:b', 'ec2-instance');
const place = {
  partition: fc.constantFrom('aws', 'aws-cn'),
  account: fc.constantFrom('111122223333', '444455556666'),
  region: fc.constantFrom('eu-west-1', 'us-east-1'),
};
const workload = fc.record(
  {
    kind: fc.constantFrom('Pod' as const, 'Job' as const),
    namespace: name,
    name,
    serviceAccount: name,
    user: name,
    uid: name,
  },
  { requiredKeys: [] },
);
const principal = <Kind extends 'iam-user' | 'iam-role'>(kind: Kind) =>
  fc.record(
    {
      kind: fc.constant(kind),
      id: name,
      partition: place.partition,
      account: place.account,
      accessKeys: fc.constant<string[]>(['AKIAIOSFODNN7EXAMPLE']),
    },
    { requiredKeys: ['kind', 'id', 'partition', 'account'] },
  );
const subjects: fc.Arbitrary<Subject> = fc.oneof(
  fc.record({ kind: fc.constant('ec2-instance' as const), id: name, ...place }),
  fc.record({ kind: fc.constant('eks-cluster' as const), id: name, ...place }),
  fc.record({ kind: fc.constant('eks-cluster' as const), id: name, ...place, workload }),
  fc.record({ kind: fc.constant('host' as const), id: name }),
  principal('iam-user'),
  principal('iam-role'),
);
const placeOf = (subject: Subject): readonly string[] =>
  subject.kind === 'host'
    ? [subject.kind, subject.id]
    : isPrincipal(subject)
      ? [subject.kind, subject.partition, subject.account, subject.id]
      : [subject.kind, subject.partition, subject.account, subject.region, subject.id];

describe('when any two subjects are told apart', () => {
  it('F-41 has one key for one place and id, and never one key for two: no two hosts share a case', () => {
    fc.assert(
      fc.property(subjects, subjects, (one, other) => {
        const samePlace = JSON.stringify(placeOf(one)) === JSON.stringify(placeOf(other));
        const plain = one.kind !== 'eks-cluster' && other.kind !== 'eks-cluster';

        if (subjectKey(one) === subjectKey(other)) expect(samePlace).toBe(true);
        if (plain && samePlace) expect(subjectKey(one)).toBe(subjectKey(other));
      }),
      { numRuns: 2000 },
    );
  });

  it('has one key for a named workload whoever called its API, and never one key for two workloads', () => {
    const cluster = (named: object): Subject => ({
      kind: 'eks-cluster',
      id: 'shop',
      partition: 'aws',
      account: '111122223333',
      region: 'eu-west-1',
      workload: named,
    });
    const named = fc.record({ namespace: name, name });
    fc.assert(
      fc.property(named, named, name, (one, other, user) => {
        const same = one.name === other.name && one.namespace === other.namespace;

        expect(subjectKey(cluster({ ...one, user })) === subjectKey(cluster(other))).toBe(same);
      }),
    );
  });

  it('keeps a machine outside AWS apart from an instance of the same name', () => {
    expect(subjectKey({ kind: 'host', id: 'i-12345678' })).toBe('["host","i-12345678"]');
  });
});

describe('when any text is read as a node', () => {
  it('F-30 never takes for an instance what is no instance id', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^(system:node:)?(aws:\/\/\/z\/)?i-[0-9a-f]{6,18}(\.[a-z.]{0,20})?$/),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const instance = parseNodeName(text)?.instance;

        if (instance !== undefined)
          expect(isInstanceId(instance) && text.includes(instance)).toBe(true);
      }),
    );
  });
});
