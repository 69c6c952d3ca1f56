import { MAX_ENTRY_BYTES } from '@afo/domain';
import { expect, test } from 'vitest';
import { CaseRun } from './case-run.ts';
import { cloudCalls } from './model/cloud-calls.ts';
import type { Cloud, Instance, Interface } from './model/cloud.ts';
import { profileArn, SUBJECT } from './topology.ts';

const VPC = id('vpc', 1);
const PROFILE = profileArn('pathed') ?? '';
const INTERFACES = 8;

/** Ids as long as those of EC2. */
function id(kind: string, index: number): string {
  return `${kind}-${index.toString(16).padStart(17, '0')}`;
}

const many = <T>(count: number, make: (index: number) => [string, T]): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));

const anInstance = (volumes: number): Instance => ({
  isSpot: false,
  termination: false,
  stop: false,
  behaviour: 'stop',
  tags: {},
  profile: PROFILE,
  devices: many(volumes, (index) => [`/dev/sd${index}`, true]),
});

const anInterface = (index: number): Interface => ({
  instance: SUBJECT,
  vpc: VPC,
  subnet: id('subnet', index),
  groups: Object.keys(many(5, (group) => [id('sg', group), 0])),
  addresses: [`10.0.0.${index}`],
  ipv6: [`2001:db8::${index}`],
});

/** Eight interfaces with an elastic address each, ten target groups, 28 volumes, and 200 hosts that wear the same role. */
const large: Cloud = {
  instances: {
    ...many(200, (index) => [id('i', index), anInstance(0)]),
    [SUBJECT]: anInstance(28),
  },
  interfaces: many(INTERFACES, (index) => [id('eni', index), anInterface(index)]),
  groups: many(5, (index) => [
    id('sg', index),
    { vpc: VPC, name: `g${index}`, tags: {}, inbound: [], outbound: [] },
  ]),
  addresses: many(INTERFACES, (index) => [
    id('eipalloc', index),
    { eni: id('eni', index), address: `10.0.0.${index}` },
  ]),
  profiles: { [PROFILE]: { role: 'web-server-production' } },
  roles: { 'web-server-production': { policies: {} } },
  scaling: {},
  targetGroups: many(10, (index) => [
    `arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web-${index}/0123456789abcdef`,
    { vpc: VPC, type: 'instance', targets: [{ id: SUBJECT, port: 8080 }] },
  ]),
  balancers: {},
  acls: {},
  subnets: {},
  connections: [],
};

test('the plan of a large host fits an entry of the log: one that does not would leave the host as it is', async () => {
  const run = new CaseRun();
  const calls = cloudCalls(large);

  const changes = [
    ...(await run.changes(calls, 'preserve')),
    ...(await run.changes(calls, 'contain')),
  ].map(({ planned }) => planned);

  // The other half is for what is acquired (some 330 bytes a volume) and the verdicts of the preflight.
  expect(Buffer.byteLength(JSON.stringify(changes))).toBeLessThan(MAX_ENTRY_BYTES / 2);
  expect(changes.length).toBeGreaterThan(50);
});
