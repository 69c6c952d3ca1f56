import { describe, expect, it } from 'vitest';
import { subjectKey, subjectSchema } from './subject.ts';
import type { Workload } from './subject.ts';

const instance = (change: object = {}) => ({
  kind: 'ec2-instance',
  id: 'i-0123456789abcdef0',
  partition: 'aws',
  account: '111122223333',
  region: 'eu-west-1',
  ...change,
});
const clusterKey = (workload?: Workload) =>
  subjectKey({
    kind: 'eks-cluster',
    id: 'shop',
    partition: 'aws',
    account: '111122223333',
    region: 'eu-west-1',
    ...(workload === undefined ? {} : { workload }),
  });

describe('when a subject is judged', () => {
  it.each(['i-12345678', 'i-0123456789abcdef0'])('takes the instance id %s', (id) => {
    expect(subjectSchema.safeParse(instance({ id })).success).toBe(true);
  });

  it.each(['i-1234567', 'i-0123456789ABCDEF0', 'I-12345678', 'i-12345678\n'])(
    'refuses the instance id %j',
    (id) => {
      expect(subjectSchema.safeParse(instance({ id })).success).toBe(false);
    },
  );

  it('F-42 refuses an account of 13 digits', () => {
    expect(subjectSchema.safeParse(instance({ account: '0123456789101' })).success).toBe(false);
  });
});

describe('when subjects are told apart', () => {
  const pod = { kind: 'Pod', namespace: 'shop', name: 'web-0' } as const;

  it('ING-4 gives one key to one pod, whoever called its API', () => {
    expect(clusterKey({ ...pod, user: 'system:anonymous' })).toBe(
      clusterKey({ ...pod, uid: 'u', nodes: ['i-12345678'] }),
    );
  });

  it('tells pods of one name in two namespaces apart', () => {
    expect(clusterKey({ ...pod, namespace: 'other' })).not.toBe(clusterKey(pod));
  });

  it('tells the service accounts, the users and the cluster itself apart', () => {
    const keys = [
      clusterKey(),
      clusterKey({}),
      clusterKey({ user: 'system:anonymous' }),
      clusterKey({ namespace: 'shop', serviceAccount: 'default' }),
      clusterKey({ namespace: 'shop', serviceAccount: 'other' }),
    ];

    expect(new Set(keys).size).toBe(4);
  });

  it('is not fooled by names that imitate separators', () => {
    expect(clusterKey({ namespace: 'a","b', name: 'c' })).not.toBe(
      clusterKey({ namespace: 'a', name: 'b","c' }),
    );
  });
});
