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

describe('when a user or a role of IAM is judged', () => {
  const principal = (change: object = {}) => ({
    kind: 'iam-user',
    id: 'deploy+ci=a,b.c@d-e_f',
    partition: 'aws',
    account: '111122223333',
    ...change,
  });

  it('takes the names that IAM allows, with the keys that findings name', () => {
    const keys = { accessKeys: ['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'] };

    expect(subjectSchema.safeParse(principal(keys)).success).toBe(true);
  });

  it.each([
    ['a path, which would make two subjects of one user', { id: 'team/deploy' }],
    ['a name that is too long', { id: 'a'.repeat(65) }],
    ['a name with a line break', { id: 'deploy\n' }],
    ['a region, which no principal has', { region: 'eu-west-1' }],
    ['F-42 an account of 13 digits', { account: '0123456789101' }],
    ['a secret in place of a key id', { accessKeys: ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'] }],
  ])('refuses %s', (_, change) => {
    expect(subjectSchema.safeParse(principal(change)).success).toBe(false);
  });

  it('has one case for a user whichever of its keys a finding names, and another for a role of the same name', () => {
    const user = { kind: 'iam-user', id: 'a', partition: 'aws', account: '111122223333' } as const;

    expect(subjectKey({ ...user, accessKeys: ['AKIAIOSFODNN7EXAMPLE'] })).toBe(subjectKey(user));
    expect(subjectKey({ ...user, kind: 'iam-role' })).not.toBe(subjectKey(user));
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
