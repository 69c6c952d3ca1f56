import type { InventoryRecord } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryOf } from '../src/host/inventory/inventory.ts';
import { describedHost, HOST_SUBJECT, VOLUME } from './described-host.ts';
import { motoLab } from './moto-host.ts';
import type { MotoHosts } from './moto-host.ts';
import { fails, scriptedCalls } from './scripted-calls.ts';

const SECRET = 'password=hunter2';
const textOf = (record: InventoryRecord | undefined): string =>
  Buffer.from(record?.bytes ?? []).toString('utf8');
const named = (records: readonly InventoryRecord[], name: string) =>
  records.find((record) => record.name === name);

describe('when an instance is described by EC2 and IAM (moto)', () => {
  const lab = motoLab();
  let hosts: MotoHosts;
  let id = '';
  let sibling = '';
  let records: readonly InventoryRecord[] = [];
  beforeAll(async () => {
    hosts = await lab.open();
    const profile = { IamInstanceProfile: { Arn: await hosts.profile('web') } };
    id = await hosts.run({ ...profile, UserData: Buffer.from(SECRET).toString('base64') });
    sibling = await hosts.run(profile);
    records = await inventoryOf(hosts.calls, hosts.subject(id));
  });
  afterAll(() => {
    hosts.close();
  });

  it('keeps what a court will ask about: instance, network, disks, role, traffic, each with its place', () => {
    expect(records.map(({ name }) => name)).toEqual([
      'DescribeInstances',
      'DescribeInstanceAttribute',
      'DescribeTags',
      'GetConsoleOutput',
      'GetConsoleScreenshot (failed)',
      'DescribeInstanceInformation (failed)',
      'DescribeImages',
      'DescribeNetworkInterfaces',
      'DescribeSecurityGroups',
      'DescribeSecurityGroupRules',
      'DescribeSubnets',
      'DescribeNetworkAcls',
      'DescribeRouteTables',
      'DescribeVolumes',
      'DescribeSnapshots',
      'DescribeIamInstanceProfileAssociations',
      'GetInstanceProfile',
      'GetRole',
      'ListAttachedRolePolicies',
      'GetPolicy',
      'GetPolicyVersion',
      'ListRolePolicies',
      'GetRolePolicy',
      'DescribeAutoScalingInstances',
      'DescribeTargetGroups',
      'DescribeLoadBalancers',
      'LookupEvents (failed)',
      'blast-radius',
    ]);
    const { account, region } = hosts.subject(id);
    expect(records.every(({ where }) => where.account === account && where.region === region)).toBe(
      true,
    );
    expect(named(records, 'GetRole')?.where.resource).toMatch(/:role\/apps\/web$/);
  });

  it('keeps what the policies of the role say, not their names alone', () => {
    for (const name of ['GetRolePolicy', 'GetPolicyVersion'])
      expect(decodeURIComponent(textOf(named(records, name)))).toContain('s3:ListAllMyBuckets');
  });

  it('gives every answer its request id, so that it can be found in the trail of the account', () => {
    const [instances] = records;
    expect(instances?.requestId).toMatch(/\w{8}/);
    expect(textOf(instances)).toContain(`"requestId": "${instances?.requestId ?? ''}"`);
  });

  it('keeps user data as it is, and nothing of the keys it was asked with', () => {
    const attributes = textOf(named(records, 'DescribeInstanceAttribute'));
    expect(attributes).toContain(Buffer.from(SECRET).toString('base64'));
    const all = records.map(textOf).join('');
    expect(all).not.toMatch(/\$metadata|secretAccessKey|AWS4-HMAC|httpStatusCode/);
  });

  it('names who shares image, group, profile and role with the host, and from which answers (TRI-8)', () => {
    const radius: unknown = JSON.parse(textOf(records.at(-1)));
    expect(radius).toMatchObject({
      complete: true,
      sharings: ['image', 'security-group', 'profile', 'role'].map((what) => ({
        what,
        instances: [sibling],
      })),
    });
    expect(JSON.stringify(radius)).toContain('iam:ListInstanceProfilesForRole');
  });

  it('F-45 says that the agent could not be asked for, and goes on', () => {
    const agent: unknown = JSON.parse(
      textOf(named(records, 'DescribeInstanceInformation (failed)')),
    );
    expect(agent).toMatchObject({
      complete: false,
      calls: [{ failed: { code: expect.stringMatching(/^aws\./) as string } }],
    });
  });

  it('F-45 describes a stopped instance too', async () => {
    const stopped = await hosts.run();
    await hosts.stop(stopped);

    const all = await inventoryOf(hosts.calls, hosts.subject(stopped));

    expect(textOf(all[0])).toContain('"Name": "stopped"');
    expect(named(all, 'DescribeVolumes')).toBeDefined();
  });

  it('fails typed when there is no such instance: a case is not built on nothing', async () => {
    await expect(
      inventoryOf(hosts.calls, hosts.subject('i-00000000000000000')),
    ).rejects.toMatchObject({
      code: 'aws.not-found',
    });
  });
});

describe('when AWS does not answer as it should', () => {
  const host = { 'ec2:DescribeInstances': () => describedHost() } as const;

  it('keeps every refusal as a record, and takes none of them for an empty list', async () => {
    const records = await inventoryOf(scriptedCalls(host), HOST_SUBJECT);

    const refused = records.filter(({ name }) => name.endsWith(' (failed)'));
    expect(refused.length).toBe(records.length - 2);
    for (const record of refused) expect(textOf(record)).toContain('"code": "aws.denied"');
    expect(records.at(-1)?.name).toBe('blast-radius (partial)');
  });

  it.each(['aws.denied', 'aws.throttled', 'aws.unavailable'] as const)(
    'fails with %s when the instance itself cannot be read',
    async (code) => {
      const calls = scriptedCalls({ 'ec2:DescribeInstances': fails(code) });
      await expect(inventoryOf(calls, HOST_SUBJECT)).rejects.toMatchObject({ code });
    },
  );

  it('does not take an answer without the instance for one about it', async () => {
    const calls = scriptedCalls({ 'ec2:DescribeInstances': () => ({}) });
    await expect(inventoryOf(calls, HOST_SUBJECT)).rejects.toMatchObject({
      code: 'aws.unavailable',
      retryable: true,
    });
  });

  it('keeps all pages of an answer', async () => {
    const calls = scriptedCalls({
      ...host,
      'ec2:DescribeTags': ({ NextToken }) =>
        NextToken === undefined
          ? { Tags: [{ Key: 'first' }], NextToken: 'two' }
          : { Tags: [{ Key: 'second' }], NextToken: '' },
    });

    const tags = named(await inventoryOf(calls, HOST_SUBJECT), 'DescribeTags');

    expect(textOf(tags)).toMatch(/first[\s\S]*second/);
  });

  it('marks what a refused second page leaves out', async () => {
    const calls = scriptedCalls({
      ...host,
      'ec2:DescribeTags': ({ NextToken }) =>
        NextToken === undefined ? { Tags: [], NextToken: 'two' } : fails('aws.throttled')(),
    });

    const tags = named(await inventoryOf(calls, HOST_SUBJECT), 'DescribeTags (partial)');

    expect(textOf(tags)).toContain('"gap": "aws.throttled"');
  });

  it('ends when pages go in a circle, and says so', async () => {
    const calls = scriptedCalls({
      ...host,
      'ec2:DescribeTags': () => ({ Tags: [], NextToken: 'again' }),
    });

    const tags = named(await inventoryOf(calls, HOST_SUBJECT), 'DescribeTags (partial)');

    expect(textOf(tags)).toContain('named as the next one again');
  });

  it('marks an answer that leaves a volume out', async () => {
    const calls = scriptedCalls({ ...host, 'ec2:DescribeVolumes': () => ({ Volumes: [] }) });

    const volumes = named(await inventoryOf(calls, HOST_SUBJECT), 'DescribeVolumes (partial)');

    expect(textOf(volumes)).toContain(`leaves out ${VOLUME}`);
  });

  it('stops reading API activity at a bound and marks what is older', async () => {
    const calls = scriptedCalls({
      ...host,
      'cloudtrail:LookupEvents': (_input, nth) => ({ Events: [], NextToken: String(nth) }),
    });

    const events = named(await inventoryOf(calls, HOST_SUBJECT), 'LookupEvents (partial)');

    expect(textOf(events)).toContain('only the first 10 pages');
    expect(
      calls.made.filter(({ operation }) => operation === 'cloudtrail:LookupEvents'),
    ).toHaveLength(10);
  });

  it('F-27 never calls the blast radius whole where a bound or a refusal leaves somebody out', async () => {
    const calls = scriptedCalls({
      'ec2:DescribeInstances': ({ InstanceIds }, nth) =>
        InstanceIds === undefined ? { NextToken: String(nth) } : describedHost(),
      'ec2:DescribeNetworkInterfaces': () => ({ NetworkInterfaces: [] }),
    });

    const radius = (await inventoryOf(calls, HOST_SUBJECT)).at(-1);

    expect(radius?.name).toBe('blast-radius (partial)');
    expect(JSON.parse(textOf(radius))).toMatchObject({
      complete: false,
      sharings: [
        { what: 'image', gap: 'only the first 10 pages were asked for' },
        { what: 'security-group', instances: [] },
        { what: 'profile', gap: 'aws.denied' },
        { what: 'role', gap: 'aws.denied' },
      ],
    });
  });

  it('is stopped by a fault of this program, which is no answer of AWS', async () => {
    const calls = scriptedCalls({
      ...host,
      'ec2:DescribeTags': () => {
        throw new TypeError('a fault');
      },
    });
    await expect(inventoryOf(calls, HOST_SUBJECT)).rejects.toThrow('a fault');
  });

  it('only ever reads', async () => {
    const calls = scriptedCalls(host);
    await inventoryOf(calls, HOST_SUBJECT);
    const verbs = calls.made.map(({ operation }) => operation.replace(/^[^:]*:/, ''));
    expect(verbs.filter((verb) => !/^(Describe|Get|List|Lookup)/.test(verb))).toEqual([]);
    expect(verbs).toContain('DescribeInstances');
  });
});
