import { caseIdSchema } from '@afo/domain';
import { strictContainment } from '../src/host/changes/options.ts';
import type { ContainOptions } from '../src/host/changes/options.ts';
import type { Out } from '../src/host/host-calls.ts';
import { readInstance } from '../src/host/inventory/instance.ts';
import type { ProofMeans } from '../src/host/proof/look.ts';
import { proveIsolation } from '../src/host/proof/prove.ts';
import { describedHost, ENI, HOST_SUBJECT } from './described-host.ts';
import { scriptedCalls } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';

export const CASE = caseIdSchema.parse('019ab2f0-1111-7222-8333-444455556666');
export const CONTAINED = Date.parse('2026-11-24T10:00:00.000Z');
export const NO_MEANS: ProofMeans = { reachabilityAnalyzer: false };
export const QUARANTINE = `afo-quarantine-${CASE}`;

/** Seconds since 1970, so long after the host was contained. */
export const after = (seconds: number): number => CONTAINED / 1000 + seconds;

type Eni = NonNullable<Out<'ec2:DescribeNetworkInterfaces'>['NetworkInterfaces']>[number];
type Group = NonNullable<Out<'ec2:DescribeSecurityGroups'>['SecurityGroups']>[number];

export const quarantined = (eni: object = {}) =>
  describedHost({
    IamInstanceProfile: undefined,
    NetworkInterfaces: [
      {
        NetworkInterfaceId: ENI,
        VpcId: 'vpc-1',
        SubnetId: 'subnet-1',
        PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.5' }],
        ...eni,
      },
    ],
  });
export const attached = (change: Partial<Eni> = {}) => ({
  NetworkInterfaces: [
    { NetworkInterfaceId: ENI, Groups: [{ GroupId: 'sg-quarantine' }], ...change },
  ],
});
export const quarantineGroup = (change: Partial<Group> = {}): Group => ({
  GroupId: 'sg-quarantine',
  GroupName: QUARANTINE,
  Tags: [{ Key: 'afo:case', Value: CASE }],
  IpPermissions: [],
  IpPermissionsEgress: [],
  ...change,
});
export const WEB = { GroupId: 'sg-web', GroupName: 'web' };
export const groups = (...all: Group[]): Script => ({
  'ec2:DescribeSecurityGroups': () => ({ SecurityGroups: all }),
});

/** A host whose settings are all those of the quarantine, and which has no means of proof. */
export const closed: Script = {
  'ec2:DescribeInstances': () => quarantined(),
  'ec2:DescribeNetworkInterfaces': () => attached(),
  ...groups(quarantineGroup(), WEB),
  'ec2:DescribeIamInstanceProfileAssociations': () => ({}),
  'ec2:DescribeFlowLogs': () => ({ FlowLogs: [] }),
};

interface Proving {
  readonly means?: Partial<ProofMeans>;
  readonly contain?: Partial<ContainOptions>;
  readonly since?: number | null;
}

/** Proves over a script, with a clock that goes on only while somebody sleeps. */
export async function prove(script: Script, { means, contain, since = CONTAINED }: Proving = {}) {
  const calls = scriptedCalls({ ...closed, ...script });
  const { instance } = await readInstance(calls, HOST_SUBJECT);
  let now = CONTAINED + 120_000;
  const start = now;
  const proof = await proveIsolation({
    calls,
    case: CASE,
    subject: HOST_SUBJECT,
    instance,
    means: { ...NO_MEANS, ...means },
    contain: { ...strictContainment, ...contain },
    ...(since === null ? {} : { since }),
    wait: {
      now: () => now,
      sleep: (milliseconds) => {
        now += milliseconds;
        return Promise.resolve();
      },
      until: start + 240_000,
    },
  });
  const operations = calls.made.map(({ operation }) => operation);
  return { ...proof, operations, waitedMs: now - start };
}

export const flowLog = {
  FlowLogId: 'fl-1',
  ResourceId: 'vpc-1',
  FlowLogStatus: 'ACTIVE',
  TrafficType: 'ALL',
  LogGroupName: 'flows',
  MaxAggregationInterval: 60,
} as const;
export const line = (
  action: string,
  start: number,
  { status = 'OK', peer = '198.51.100.7' }: { status?: string; peer?: string } = {},
): string =>
  `2 111122223333 ${ENI} 10.0.0.5 ${peer} 4321 443 6 3 180 ${start} ${start + 59} ${action} ${status}`;
export const flows = (...messages: string[]): Script => ({
  'ec2:DescribeFlowLogs': () => ({ FlowLogs: [flowLog] }),
  'logs:FilterLogEvents': () => ({ events: messages.map((message) => ({ message })) }),
});
