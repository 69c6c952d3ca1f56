import fc from 'fast-check';
import type { Cloud, Instance, Interface } from './model/cloud.ts';
import { track } from './model/reach.ts';

export const SUBJECT = 'i-0aaaaaaaaaaaaaaaa';
const VPCS = ['vpc-1', 'vpc-2'] as const;
const ROLE = 'web';
const RULES = [
  'tcp 443-443 0.0.0.0/0',
  'tcp 22-22 10.0.0.0/8',
  'tcp 443-443 ::/0',
  'udp 53-53 pl-1',
  'all 0.0.0.0/0',
  'all ::/0',
  'all sg-vpc-1-0',
];

const rules = fc.uniqueArray(fc.constantFrom(...RULES), { maxLength: 4 }).map((all) => all.sort());

/** Groups of the account before the case: five in each VPC; at least one is on an interface, as EC2 demands. */
const groups = fc
  .array(fc.record({ inbound: rules, outbound: rules }), { minLength: 10, maxLength: 10 })
  .map((all): Cloud['groups'] =>
    Object.fromEntries(
      all.map((group, index) => {
        const vpc = VPCS[index % 2] ?? 'vpc-1';
        const name = `${index - (index % 2)}`;
        return [`sg-${vpc}-${name}`, { vpc, name, tags: {}, ...group }];
      }),
    ),
  );

const anInterface = fc.record({
  vpc: fc.constantFrom(...VPCS),
  groups: fc.uniqueArray(fc.constantFrom('0', '2', '4', '6', '8'), { minLength: 1, maxLength: 5 }),
  zone: fc.constantFrom('a', 'b'),
  isDual: fc.boolean(),
  addresses: fc.integer({ min: 1, max: 3 }),
  elastic: fc.integer({ min: 0, max: 2 }),
  flows: fc.array(fc.constantFrom('IPv4', 'IPv6'), { maxLength: 2 }),
});

const scaling = fc.record({
  min: fc.integer({ min: 0, max: 3 }),
  over: fc.integer({ min: 1, max: 3 }),
  isStandby: fc.boolean(),
  protected: fc.boolean(),
  withTargets: fc.boolean(),
});

const topology = fc.record({
  groups,
  interfaces: fc.array(anInterface, { minLength: 1, maxLength: 8 }),
  instance: fc.record({
    isSpot: fc.boolean(),
    termination: fc.boolean(),
    stop: fc.boolean(),
    behaviour: fc.constantFrom('stop', 'terminate'),
    devices: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
    tags: fc.constantFrom<Record<string, string>>({}, { Name: 'web' }, { 'afo:case': 'another' }),
  }),
  profile: fc.constantFrom('none', 'plain', 'pathed', 'empty'),
  sharers: fc.integer({ min: 0, max: 3 }),
  scaling: fc.option(scaling),
  targets: fc.array(fc.record({ type: fc.constantFrom('instance', 'ip'), mine: fc.boolean() }), {
    maxLength: 3,
  }),
  balancers: fc.array(fc.boolean(), { maxLength: 2 }),
});
type Topology = typeof topology extends fc.Arbitrary<infer T> ? T : never;

/** Accounts with a host in them as real ones have it: several interfaces, VPCs, addresses, groups, and neighbours. */
export const clouds: fc.Arbitrary<Cloud> = topology.map((drawn) => {
  const cloud = {
    groups: drawn.groups,
    acls: {
      'acl-vpc-1': { vpc: 'vpc-1', case: null, isClosed: false },
      'acl-vpc-2': { vpc: 'vpc-2', case: null, isClosed: false },
    },
    subnets: {
      'vpc-1-a': 'acl-vpc-1',
      'vpc-1-b': 'acl-vpc-1',
      'vpc-2-a': 'acl-vpc-2',
      'vpc-2-b': 'acl-vpc-2',
    },
    ...network(drawn),
    ...roles(drawn),
    ...traffic(drawn),
    ...instances(drawn),
  };
  // What stands under rules that allow everything was never tracked.
  track(cloud);
  return cloud;
});

export const profileArn = (kind: Topology['profile']): string | null =>
  kind === 'none'
    ? null
    : `arn:aws:iam::111122223333:instance-profile/${kind === 'pathed' ? 'team/prod/' : ''}${kind}`;

const neighbours = ({ sharers }: Topology): readonly string[] =>
  Array.from({ length: sharers }, (_, index) => `i-0bbbbbbbbbbbbbbb${index}`);

function instances(drawn: Topology): Pick<Cloud, 'instances'> {
  const { devices, ...subject } = drawn.instance;
  const profile = profileArn(drawn.profile);
  const plain = { isSpot: false, termination: false, stop: false, behaviour: 'stop' as const };
  const others = neighbours(drawn).map((id, index): [string, Instance] => [
    id,
    {
      ...plain,
      devices: { '/dev/xvda': true },
      tags: {},
      // Some wear the very profile, others another one with the same role.
      profile: index % 2 === 0 ? (profile ?? profileArn('plain')) : profileArn('plain'),
    },
  ]);
  return {
    instances: {
      ...Object.fromEntries(others),
      [SUBJECT]: {
        ...subject,
        profile,
        devices: Object.fromEntries(devices.map((goes, index) => [`/dev/sd${index}`, goes])),
      },
    },
  };
}

function network(drawn: Topology): Pick<Cloud, 'interfaces' | 'addresses' | 'connections'> {
  const interfaces: Cloud['interfaces'] = {};
  const addresses: Cloud['addresses'] = {};
  const connections: Cloud['connections'] = [];
  for (const [index, one] of drawn.interfaces.entries()) {
    const id = `eni-${index}`;
    const own = Array.from({ length: one.addresses }, (_, at) => `10.0.${index}.${at}`);
    interfaces[id] = {
      instance: SUBJECT,
      vpc: one.vpc,
      subnet: `${one.vpc}-${one.zone}`,
      groups: one.groups.map((name) => `sg-${one.vpc}-${name}`).sort(),
      addresses: own,
      ipv6: one.isDual ? [`2001:db8::${index}`] : [],
    };
    for (const address of own.slice(0, one.elastic))
      addresses[`eipalloc-${address}`] = { eni: id, address };
    for (const family of one.flows.filter((flow) => one.isDual || flow === 'IPv4'))
      connections.push({ eni: id, family, tracked: true, alive: true });
  }
  for (const id of neighbours(drawn)) interfaces[`eni-of-${id}`] = neighbourly(id, drawn);
  addresses['eipalloc-free'] = { eni: null, address: null };
  return { interfaces, addresses, connections };
}

const neighbourly = (instance: string, { interfaces }: Topology): Interface => {
  const vpc = interfaces[0]?.vpc ?? 'vpc-1';
  return {
    instance,
    vpc,
    subnet: `${vpc}-a`,
    groups: [`sg-${vpc}-0`],
    addresses: [`10.9.9.${instance.at(-1)}`],
    ipv6: [],
  };
};

function roles({ profile }: Topology): Pick<Cloud, 'profiles' | 'roles'> {
  const plain = profileArn('plain') ?? '';
  const own = profileArn(profile);
  return {
    profiles: {
      [plain]: { role: ROLE },
      ...(own === null ? {} : { [own]: { role: profile === 'empty' ? null : ROLE } }),
    },
    roles: { [ROLE]: { policies: { own: '{}' } }, other: { policies: {} } },
  };
}

function traffic(drawn: Topology): Pick<Cloud, 'scaling' | 'targetGroups' | 'balancers'> {
  const [other = 'i-0ccccccccccccccc0'] = neighbours(drawn);
  const vpc = drawn.interfaces[0]?.vpc ?? 'vpc-1';
  const isInService = drawn.scaling?.isStandby === false;
  const targetGroups: Cloud['targetGroups'] = Object.fromEntries(
    drawn.targets.map(({ type, mine }, index) => {
      const subject = type === 'instance' ? SUBJECT : '10.0.0.0';
      const isMine = mine || (isInService && index === 0 && type === 'instance');
      const targets = [
        ...(isMine ? [{ id: subject, port: 80 }] : []),
        { id: type === 'instance' ? other : '10.9.9.0', port: 80 },
      ].sort((a, b) => (a.id < b.id ? -1 : 1));
      return [`arn:aws:elasticloadbalancing:::targetgroup/t${index}/0`, { vpc, type, targets }];
    }),
  );
  const [first] = Object.keys(targetGroups);
  const balancers = drawn.balancers.map((mine, index): [string, { instances: string[] }] => [
    `classic-${index}`,
    { instances: mine ? [SUBJECT, other] : [other] },
  ]);
  return { targetGroups, balancers: Object.fromEntries(balancers), scaling: scaled(drawn, first) };
}

function scaled(
  { scaling: drawn, targets }: Topology,
  first: string | undefined,
): Cloud['scaling'] {
  if (drawn === null) return {};
  const { min, over, isStandby, withTargets } = drawn;
  const desired = Math.max(min, isStandby ? 0 : 1);
  return {
    web: {
      min,
      desired,
      max: desired + over,
      members: {
        [SUBJECT]: { state: isStandby ? 'Standby' : 'InService', protected: drawn.protected },
      },
      targetGroups:
        withTargets && !isStandby && first !== undefined && targets[0]?.type === 'instance'
          ? [first]
          : [],
    },
  };
}
