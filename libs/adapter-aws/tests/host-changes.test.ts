import { PortError } from '@afo/ports';
import type { HostOrder, LoggedSetting } from '@afo/ports';
import { expect, test } from 'vitest';
import { makeChange } from '../src/host/changes/make-change.ts';
import { strictContainment } from '../src/host/changes/options.ts';
import { ec2Changes } from '../src/host/ec2-changes.ts';
import type { HostCalls } from '../src/host/host-calls.ts';
import { groupResource, securityGroup } from '../src/host/settings/security-group.ts';
import { sessionRevocation } from '../src/host/settings/session-revocation.ts';
import type { HostContext, Setting } from '../src/host/settings/setting.ts';
import { HOST_SUBJECT } from './described-host.ts';
import { CASE } from './proof-script.ts';
import { fails, scriptedCalls } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const PROFILE = 'arn:test:iam::111122223333:instance-profile/team/web';
const ENI = 'eni-0aaaaaaaaaaaaaaaa';
const order: HostOrder = { case: CASE, subject: HOST_SUBJECT };

function contextOf(script: Script, slept: number[] = []): HostContext {
  return {
    calls: scriptedCalls(script),
    subject: HOST_SUBJECT,
    case: CASE,
    now: () => NOW,
    remembered: new Map(),
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      return Promise.resolve();
    },
  };
}

const stackOf = (calls: HostCalls) =>
  ec2Changes({ callsFor: () => calls, now: () => NOW, sleep: () => Promise.resolve() });

const instance = {
  InstanceId: HOST_SUBJECT.id,
  RootDeviceType: 'ebs' as const,
  NetworkInterfaces: [{ NetworkInterfaceId: ENI, VpcId: 'vpc-1' }],
};
const described: Script = {
  'ec2:DescribeInstances': () => ({ Reservations: [{ Instances: [{ ...instance }] }] }),
  'ec2:DescribeNetworkInterfaces': () => ({ NetworkInterfaces: [] }),
  'ec2:DescribeAddresses': () => ({ Addresses: [] }),
  'ec2:DescribeIamInstanceProfileAssociations': () => ({ IamInstanceProfileAssociations: [] }),
};

/** A setting that shows what was set so many readings later, as EC2 may. */
function lateSetting(readings: number): Setting {
  let left = readings;
  return {
    name: 'late',
    read: () => {
      left -= 1;
      if (left % 2 === 1) return Promise.reject(new PortError('aws.not-found', 'not yet'));
      return Promise.resolve({ on: left <= 0 });
    },
    set: () => Promise.resolve('r-1'),
    shown: () => ({ call: 'ec2:CreateTags', parameters: {} }),
  };
}

const lateChange = (readings: number, slept: number[]) =>
  makeChange(contextOf({}, slept), {
    step: 'contain',
    setting: lateSetting(readings),
    resource: 'r',
    wanted: { on: true },
  });

test('a change that EC2 shows late is waited for, so that nobody calls it failed', async () => {
  const slept: number[] = [];
  const change = lateChange(4, slept);
  expect(await change.apply()).toBe('r-1');
  expect(slept).toEqual([250, 500, 1_000]);
  expect(await change.read()).toEqual({ on: true });
});

test('a rule that EC2 has already, since its first answer got lost, is no failure of a containment', async () => {
  const rule = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  const name = 'afo-open';
  let isThere = false;
  const script: Script = {
    'ec2:DescribeSecurityGroups': () => ({
      SecurityGroups: [
        {
          ...{ GroupId: 'sg-1', GroupName: name, VpcId: 'vpc-1' },
          Tags: [{ Key: 'afo:case', Value: CASE }],
          IpPermissions: isThere ? [rule] : [],
          IpPermissionsEgress: [],
        },
      ],
    }),
    'ec2:AuthorizeSecurityGroupIngress': () => {
      isThere = true;
      throw new PortError('aws.conflict', 'InvalidPermission.Duplicate', { retryable: true });
    },
  };
  const group = securityGroup(contextOf(script));

  await group.set(groupResource('vpc-1', name), { inbound: ['all 0.0.0.0/0'] });

  expect(await group.read(groupResource('vpc-1', name))).toMatchObject({
    inbound: ['all 0.0.0.0/0'],
  });
});

test('a change that never shows is not waited for without end, and still reads as not done', async () => {
  const slept: number[] = [];
  const change = lateChange(1_000, slept);
  await change.apply();
  expect(slept.reduce((sum, wait) => sum + wait)).toBeLessThan(15_000);
  await expect(change.read()).rejects.toMatchObject({ code: 'aws.not-found' });
});

test('F-25 an interface that only one of two questions names is isolated too', async () => {
  const calls = scriptedCalls({
    ...described,
    'ec2:DescribeNetworkInterfaces': () => ({
      NetworkInterfaces: [{ NetworkInterfaceId: 'eni-hidden', VpcId: 'vpc-1' }],
    }),
  });
  const changes = await stackOf(calls).changes('contain', order);
  const moved = changes.filter(({ id }) => id.startsWith('contain/eni.groups/'));
  expect(moved.map(({ resource }) => resource)).toEqual([ENI, 'eni-hidden']);
});

test('F-21 a host without a profile is contained; nothing of a role is planned for it', async () => {
  const changes = await stackOf(scriptedCalls(described)).changes('contain', order);
  expect(changes.filter(({ setting }) => setting === 'role.session-revocation')).toEqual([]);
  const [removal] = changes.filter(({ setting }) => setting === 'instance.profile');
  expect(await removal?.read()).toEqual(removal?.wanted);
});

test('F-20 what AWS does not tell about one part fails by itself, and the network is isolated all the same', async () => {
  const calls = scriptedCalls({
    ...described,
    'ec2:DescribeAddresses': fails('aws.denied'),
    'ec2:DescribeIamInstanceProfileAssociations': fails('aws.throttled'),
  });
  const changes = await stackOf(calls).changes('contain', order);
  expect(changes.some(({ id }) => id === `contain/eni.groups/${ENI}`)).toBe(true);
  const blind = changes.find(({ setting }) => setting === 'address.association');
  await expect(blind?.read()).rejects.toMatchObject({ code: 'aws.denied' });
  const removal = changes.find(({ setting }) => setting === 'instance.profile');
  await expect(removal?.read()).rejects.toMatchObject({ code: 'aws.throttled' });
});

test('F-26 a load balancer that cannot be asked about is a failure of its own, never "there is none"', async () => {
  const calls = scriptedCalls({
    ...described,
    'elasticloadbalancing:DescribeTargetGroups': fails('aws.denied'),
    'elasticloadbalancing:DescribeLoadBalancers': () => ({}),
    'autoscaling:DescribeAutoScalingInstances': () => ({}),
  });
  const changes = await stackOf(calls).changes('preserve', order);
  const blind = changes.find(({ setting }) => setting === 'target-group.registration');
  expect(blind?.planned.alsoHits).toEqual(['not known: aws.denied']);
  await expect(blind?.read()).rejects.toMatchObject({ code: 'aws.denied' });
});

test('F-26 target groups of which only a part was told are not taken for all of them', async () => {
  const calls = scriptedCalls({
    ...described,
    'elasticloadbalancing:DescribeTargetGroups': () => ({ TargetGroups: [], NextMarker: 'again' }),
    'elasticloadbalancing:DescribeLoadBalancers': () => ({}),
    'autoscaling:DescribeAutoScalingInstances': () => ({}),
  });
  const changes = await stackOf(calls).changes('preserve', order);
  const blind = changes.find(({ setting }) => setting === 'target-group.registration');
  await expect(blind?.read()).rejects.toMatchObject({ code: 'aws.unavailable', retryable: true });
});

test('a host of which EC2 names no interface is not called contained', async () => {
  const bare = { ...instance, NetworkInterfaces: [] };
  const calls = scriptedCalls({
    ...described,
    'ec2:DescribeInstances': () => ({ Reservations: [{ Instances: [bare] }] }),
  });
  const contain = stackOf(calls).changes('contain', order);
  await expect(contain).rejects.toMatchObject({ code: 'aws.unavailable', retryable: true });
});

test('F-27 who else wears the role is said to be unknown where AWS does not tell', async () => {
  const calls = scriptedCalls({
    ...described,
    'ec2:DescribeIamInstanceProfileAssociations': () => ({
      IamInstanceProfileAssociations: [
        { InstanceId: HOST_SUBJECT.id, State: 'associated', IamInstanceProfile: { Arn: PROFILE } },
      ],
    }),
    'iam:GetInstanceProfile': fails('aws.denied'),
  });
  const changes = await stackOf(calls).changes('contain', order);
  const revocation = changes.find(({ setting }) => setting === 'role.session-revocation');
  expect(revocation?.planned.alsoHits.join()).toContain('not known (aws.denied)');
});

test('a release names every setting, and refuses a log that it does not understand', async () => {
  const stack = stackOf(scriptedCalls({}));
  const logged = (change: Partial<LoggedSetting>): LoggedSetting => ({
    setting: 'eni.groups',
    resource: ENI,
    before: { groups: ['sg-1'] },
    ...change,
  });
  const refused = { code: 'host.unavailable' };
  const restore = async (one: LoggedSetting) => stack.restorations([one], order);
  await expect(restore(logged({ setting: 'eni.colour' }))).rejects.toMatchObject(refused);
  await expect(restore(logged({ before: { groups: [] } }))).rejects.toMatchObject(refused);
  await expect(restore(logged({ before: { groups: 'sg-1' } }))).rejects.toMatchObject(refused);
  const [change] = await restore(logged({}));
  expect(change).toMatchObject({ id: `release/eni.groups/${ENI}`, wanted: { groups: ['sg-1'] } });
});

test('a cluster is not worked on as if it were an instance', async () => {
  const subject = { kind: 'host', id: 'laptop' } as const;
  const changes = stackOf(scriptedCalls({})).changes('contain', { case: CASE, subject });
  await expect(changes).rejects.toMatchObject({ code: 'host.unavailable' });
});

test('an address whose removal an attempt before began, and the host does not show any more, is ended', async () => {
  const body = {
    change: 'contain/address.association/eipalloc-1',
    setting: 'address.association',
    resource: 'eipalloc-1',
    phase: 'intended',
    before: { eni: ENI, address: '10.0.0.1' },
    after: { eni: null, address: null },
  } as const;
  const changed = [{ ...body, before: { ...body.before }, after: { ...body.after } }];
  const changes = await stackOf(scriptedCalls(described)).changes('contain', { ...order, changed });
  expect(changes.at(-1)).toMatchObject({ id: body.change, wanted: body.after });
});

test('F-27 sessions count as revoked by this case and for long enough only when the policy says exactly that', async () => {
  const policy = (moment: string, change: object = {}) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': moment } },
        ...change,
      },
    ],
  });
  const read = (document: string, notEarlier?: number) =>
    sessionRevocation(
      contextOf({
        'iam:GetInstanceProfile': () => ({ InstanceProfile: wornProfile }),
        'iam:GetRolePolicy': () => ({
          RoleName: 'web',
          PolicyName: 'p',
          PolicyDocument: document,
        }),
      }),
      notEarlier,
    ).read(PROFILE);
  const encoded = (value: object) => encodeURIComponent(JSON.stringify(value));
  const moment = new Date(NOW).toISOString();

  expect(await read(encoded(policy(moment)))).toMatchObject({ role: 'web', revoked: true });
  expect(await read(encoded(policy(moment)), NOW + 1)).toMatchObject({ revoked: false });
  expect(await read(encoded(policy(moment, { Effect: 'Allow' })))).toMatchObject({
    revoked: false,
  });
  expect(await read(encoded(policy(moment, { Resource: 'arn:x' })))).toMatchObject({
    revoked: false,
  });
  expect(await read('%')).toMatchObject({ revoked: false });
  expect(await read('not JSON')).toMatchObject({ revoked: false });
});

const wornProfile = {
  Path: '/team/',
  InstanceProfileName: 'web',
  InstanceProfileId: 'p',
  Arn: PROFILE,
  CreateDate: new Date(0),
  Roles: [{ Path: '/', RoleName: 'web', RoleId: 'r', Arn: 'a', CreateDate: new Date(0) }],
};

test('an allowed endpoint stays reachable in quarantine, and nothing beside it', async () => {
  const allow = { inbound: [], outbound: ['tcp 443-443 pl-1', 'tcp 443-443 10.0.0.9/32'] };
  const stack = ec2Changes({
    callsFor: () => scriptedCalls(described),
    contain: { ...strictContainment, allow },
    now: () => NOW,
    sleep: () => Promise.resolve(),
  });
  const changes = await stack.changes('contain', order);
  const closed = changes.find(({ id }) => id.startsWith('contain/quarantine.close/'));
  expect(closed?.wanted).toEqual({
    exists: true,
    inbound: [],
    outbound: ['tcp 443-443 10.0.0.9/32', 'tcp 443-443 pl-1'],
  });
});
