import type { Technique } from '@afo/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strictContainment } from '../src/host/changes/options.ts';
import { preflightOf } from '../src/host/preflight/preflight.ts';
import type { ProofMeans } from '../src/host/proof/look.ts';
import { describedHost, ENI, HOST, HOST_SUBJECT, PROFILE, VOLUME } from './described-host.ts';
import { motoLab } from './moto-host.ts';
import type { MotoHosts } from './moto-host.ts';
import { fails, scriptedCalls } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';

const NO_MEANS: ProofMeans = { reachabilityAnalyzer: false };
const host: Script = { 'ec2:DescribeInstances': () => describedHost() };
const online: Script = {
  'ssm:DescribeInstanceInformation': () => ({
    InstanceInformationList: [
      { InstanceId: HOST, PingStatus: 'Online', PlatformType: 'Linux', AgentVersion: '3.3' },
    ],
  }),
};
const flowLog = {
  FlowLogId: 'fl-1',
  ResourceId: 'subnet-1',
  FlowLogStatus: 'ACTIVE',
  TrafficType: 'ALL',
  LogDestinationType: 'cloud-watch-logs',
  LogGroupName: 'flows',
} as const;

const ask = (script: Script, means = NO_MEANS) =>
  preflightOf(scriptedCalls(script), { subject: HOST_SUBJECT, means });
const verdict = async (technique: string, script: Script, means = NO_MEANS) =>
  (await ask(script, means)).find((one) => one.technique === technique);
const possibleOf = (techniques: readonly Technique[]) =>
  techniques.filter(({ possible }) => possible).map(({ technique }) => technique);

describe('when a host is looked at over the wire (moto)', () => {
  const lab = motoLab();
  let hosts: MotoHosts;
  beforeAll(async () => {
    hosts = await lab.open();
  });
  afterAll(() => {
    hosts.close();
  });
  const preflight = (id: string) =>
    preflightOf(hosts.calls, { subject: hosts.subject(id), means: NO_MEANS });

  it('F-45 preserves, keeps and contains a host without an agent, running or stopped', async () => {
    const running = await hosts.run();
    const stopped = await hosts.run();
    await hosts.stop(stopped);

    for (const id of [running, stopped])
      expect(possibleOf(await preflight(id))).toEqual(
        expect.arrayContaining(['preserve', 'snapshot', 'contain']),
      );
  });

  it('does nothing to an instance that is terminated, and says so for each step', async () => {
    const id = await hosts.run();
    await hosts.terminate(id);

    const techniques = await preflight(id);

    for (const step of ['preserve', 'snapshot', 'contain', 'prove'])
      expect(techniques.find(({ technique }) => technique === step)).toMatchObject({
        possible: false,
        reason: expect.stringContaining('terminated') as string,
      });
  });
});

describe('when a technique is judged', () => {
  it('gives one verdict for each step of the workflow, and fits the plan', async () => {
    const techniques = await ask(host);

    for (const step of ['preserve', 'snapshot', 'contain', 'prove'])
      expect(techniques.filter(({ technique }) => technique === step)).toHaveLength(1);
    expect(new Set(techniques.map(({ technique }) => technique)).size).toBe(techniques.length);
    for (const { reason } of techniques) expect(reason).toMatch(/^.{10,4000}$/);
  });

  it('contains a host although every other question is denied (CON-5)', async () => {
    expect(possibleOf(await ask(host))).toEqual([
      'preserve',
      'snapshot',
      'contain',
      'contain/security-group',
    ]);
  });

  it('says that the role may not ask, and never takes that for a no', async () => {
    expect((await verdict('memory/ssm', host))?.reason).toBe(
      'not known: the role may not call ssm:DescribeInstanceInformation',
    );
    const throttled = { ...host, 'ssm:DescribeInstanceInformation': fails('aws.throttled') };
    expect((await verdict('memory/ssm', throttled))?.reason).toContain('aws.throttled');
  });

  it('gives no verdict at all where the instance cannot be read', async () => {
    await expect(ask({ 'ec2:DescribeInstances': fails('aws.throttled') })).rejects.toMatchObject({
      code: 'aws.throttled',
    });
  });

  it('runs nothing on a host whose agent is lost', async () => {
    const lost: Script = {
      ...host,
      'ssm:DescribeInstanceInformation': () => ({
        InstanceInformationList: [{ InstanceId: HOST, PingStatus: 'ConnectionLost' }],
      }),
    };
    expect(await verdict('memory/ssm', lost)).toMatchObject({ possible: false });
    expect(await verdict('memory/ssm', { ...host, ...online })).toMatchObject({
      possible: true,
      reason: 'the agent is online (Linux, x86_64, agent 3.3)',
    });
  });

  it('is not broken by what a hostile agent calls its platform', async () => {
    const hostile: Script = {
      ...host,
      'ssm:DescribeInstanceInformation': () => ({
        InstanceInformationList: [
          {
            InstanceId: HOST,
            PingStatus: 'Online',
            PlatformName: `\ud800${'\u{1f4a3}'.repeat(9000)}`,
          },
        ],
      }),
    };
    const reason = (await verdict('memory/ssm', hostile))?.reason ?? '';

    expect(reason.isWellFormed()).toBe(true);
    expect(reason.length).toBeLessThan(4000);
  });

  it('says that disks of the machine itself are in no snapshot', async () => {
    const store: Script = {
      ...host,
      'ec2:DescribeInstanceTypes': () => ({
        InstanceTypes: [
          {
            InstanceType: 't3.micro',
            InstanceStorageSupported: true,
            InstanceStorageInfo: { TotalSizeInGB: 475 },
          },
        ],
      }),
    };
    expect(await verdict('snapshot/instance-store', store)).toMatchObject({
      possible: false,
      reason: 'the machine has disks of 475 GB of its own, which no snapshot holds',
    });
    expect(await verdict('snapshot', store)).toMatchObject({ possible: true });
  });

  it('takes no snapshot of a host without EBS volumes', async () => {
    const bare = { 'ec2:DescribeInstances': () => describedHost({ BlockDeviceMappings: [] }) };
    expect(await verdict('snapshot', bare)).toMatchObject({ possible: false });
  });

  it('tells a key that cannot be shared from one that can', async () => {
    const keyed = (KeyManager: 'AWS' | 'CUSTOMER'): Script => ({
      ...host,
      'ec2:DescribeVolumes': () => ({
        Volumes: [{ VolumeId: VOLUME, Encrypted: true, KmsKeyId: 'key-1' }],
      }),
      'kms:DescribeKey': () => ({ KeyMetadata: { KeyId: 'key-1', KeyManager } }),
    });
    expect(await verdict('snapshot/kms', keyed('AWS'))).toMatchObject({
      possible: false,
      reason: expect.stringContaining('cannot be shared') as string,
    });
    expect(await verdict('snapshot/kms', keyed('CUSTOMER'))).toMatchObject({ possible: true });
  });

  it('warns that a Spot instance can be taken away whatever is done', async () => {
    const spot = { 'ec2:DescribeInstances': () => describedHost({ InstanceLifecycle: 'spot' }) };
    expect(await verdict('preserve/spot', spot)).toMatchObject({ possible: false });
    expect(await verdict('preserve/spot', host)).toBeUndefined();
  });

  it('F-27 closes a subnet only where that is allowed, and says whom it hits', async () => {
    const contain = { ...strictContainment, networkAclFallback: true };
    const options = { subject: HOST_SUBJECT, means: NO_MEANS, contain };
    const allowed = await preflightOf(scriptedCalls(host), options);

    expect(await verdict('contain/network-acl', host)).toMatchObject({ possible: false });
    expect(allowed.find(({ technique }) => technique === 'contain/network-acl')).toMatchObject({
      possible: true,
      reason: expect.stringContaining('every other interface of the subnets') as string,
    });
  });

  it('F-27 says that revoking the role hits whoever else wears it', async () => {
    const worn: Script = {
      ...host,
      'iam:GetInstanceProfile': ({ InstanceProfileName }) => ({
        InstanceProfile: {
          Path: '/apps/',
          InstanceProfileName: InstanceProfileName ?? '',
          InstanceProfileId: 'p',
          Arn: PROFILE,
          CreateDate: new Date(0),
          Roles: [
            {
              Path: '/',
              RoleName: 'web-role',
              RoleId: 'r',
              Arn: 'arn:test:iam::111122223333:role/web-role',
              CreateDate: new Date(0),
            },
          ],
        },
      }),
    };
    expect(await verdict('contain/role', worn)).toMatchObject({
      possible: true,
      reason: 'sessions of web-role can be revoked, which hits whoever else wears it',
    });
  });
});

describe('when it is judged whether isolation can be proven', () => {
  const flows = (change: object): Script => ({
    ...host,
    'ec2:DescribeFlowLogs': () => ({ FlowLogs: [{ ...flowLog, ...change }] }),
  });

  it('promises no proof where there is no means', async () => {
    const prove = await verdict('prove', { ...host, 'ec2:DescribeFlowLogs': () => ({}) });
    expect(prove).toMatchObject({
      possible: false,
      reason: expect.stringContaining(`no flow log shows the traffic of ${ENI}`) as string,
    });
  });

  it('proves by flow logs of the interface, its subnet or its VPC', async () => {
    for (const ResourceId of [ENI, 'subnet-1', 'vpc-1'])
      expect(await verdict('prove', flows({ ResourceId }))).toMatchObject({
        possible: true,
        reason: 'by flow-logs',
      });
  });

  it.each([
    ['keep refused traffic only', { TrafficType: 'REJECT' }],
    ['are not delivered', { DeliverLogsStatus: 'FAILED' }],
    ['go to a bucket', { LogDestinationType: 's3', LogGroupName: undefined }],
    ['leave the action out', { LogFormat: '${interface-id} ${start} ${end} ${log-status}' }],
    ['are of another subnet', { ResourceId: 'subnet-2' }],
  ])('does not rely on flow logs that %s', async (_what, change) => {
    expect(await verdict('prove/flow-logs', flows(change))).toMatchObject({ possible: false });
  });

  it('uses Reachability Analyzer and the probe only where the deployment allows them', async () => {
    const all: Script = { ...host, ...online, 'ec2:DescribeNetworkInsightsAnalyses': () => ({}) };
    const means = { reachabilityAnalyzer: true, probeDocument: 'probe' };

    expect((await verdict('prove', all, means))?.reason).toBe('by reachability-analyzer, probe');
    expect(await verdict('prove', all)).toMatchObject({ possible: false });
  });

  it('only ever reads', async () => {
    const calls = scriptedCalls({ ...host, ...online });
    const means = { reachabilityAnalyzer: true, probeDocument: 'probe' };
    await preflightOf(calls, { subject: HOST_SUBJECT, means });
    const verbs = calls.made.map(({ operation }) => operation.replace(/^[^:]*:/, ''));
    expect(verbs.filter((verb) => !/^(Describe|Get|List)/.test(verb))).toEqual([]);
    expect(verbs.length).toBeGreaterThan(5);
  });
});
