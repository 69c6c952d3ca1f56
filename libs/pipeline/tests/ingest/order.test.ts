import fc from 'fast-check';
import { subjectKey } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { decided } from './deciding.ts';
import * as sample from './samples.ts';

describe('when the same resources come in another order', () => {
  const resource = fc.oneof(
    fc
      .constantFrom('i-00000001', 'i-00000002', 'i-00000003')
      .map((id) => sample.asffInstance({ Id: sample.instanceArn(id) })),
    fc.constantFrom('a', 'b').map((team) => sample.asffInstance({ Tags: { team } })),
    fc.constant(sample.asffRole),
    fc.constantFrom('shop', 'bank').map((name) => ({
      Type: 'AwsEksCluster',
      Id: sample.clusterArn(name),
      Partition: 'aws',
      Region: 'us-west-2',
      Tags: { name },
    })),
    fc.constantFrom('u1', 'u2').map((user) => ({
      Type: 'AwsEksCluster',
      Id: sample.clusterArn(),
      Details: {
        Other: {
          'kubernetesDetails/kubernetesUserDetails/username': user,
          'kubernetesDetails/kubernetesWorkloadDetails/name': 'web',
        },
      },
    })),
    fc.constant({ Type: 'Container', Id: 'c', Details: { Container: { ImageName: 'img:1' } } }),
  );
  const shuffled = fc
    .array(resource, { minLength: 1, maxLength: 8 })
    .chain((resources) =>
      fc.tuple(
        fc.constant(resources),
        fc.shuffledSubarray(resources, { minLength: resources.length }),
      ),
    );

  it('F-40 decides the same', () => {
    fc.assert(
      fc.property(
        shuffled,
        fc.constantFrom('Effects/X', 'TTPs/Discovery/Discovery:Kubernetes-TorIPCaller'),
        ([one, other], type) => {
          const event = (Resources: readonly object[]) =>
            sample.customAction('Forensic Triage', [sample.asff({ Types: [type], Resources })]);

          expect(decided(event(other))).toEqual(decided(event(one)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('F-40 decides the same whatever order the findings of an event have', () => {
    const findings = fc.constantFrom('a', 'b', 'c', 'd').map((Id) =>
      sample.asff({
        Id,
        Resources: [
          sample.asffInstance(),
          sample.asffInstance({ Id: sample.instanceArn(`i-0000000${Id}`) }),
        ],
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(findings, { minLength: 2, selector: ({ Id }) => Id }), (list) => {
        expect(decided(sample.customAction('Forensic Triage', list.toReversed()))).toEqual(
          decided(sample.customAction('Forensic Triage', list)),
        );
      }),
    );
  });

  it('makes exactly one decision for each subject', () => {
    fc.assert(
      fc.property(fc.array(resource, { minLength: 1, maxLength: 8 }), (Resources) => {
        const keys = decided(
          sample.customAction('Forensic Triage', [sample.asff({ Resources })]),
        ).flatMap(({ subject }) => (subject === undefined ? [] : [subjectKey(subject)]));

        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
