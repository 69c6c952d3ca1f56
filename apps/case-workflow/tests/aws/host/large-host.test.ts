import type { HostCalls } from '@afo/adapter-aws/host';
import { ec2Changes, snapshotChanges, volumeUri } from '@afo/adapter-aws/host';
import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import type { CaseId, CaseState, EntryDraft, StepName } from '@afo/domain';
import { isEntry, MAX_ENTRY_BYTES, planRuleSchema, sha256Schema } from '@afo/domain';
import { CaseBook, hostSteps, openCase, planWith, releaseHost, runStep } from '@afo/pipeline';
import type { HostControl, HostOrder } from '@afo/ports';
import { verifyEntries } from '@afo/verify';
import { expect, test, vi } from 'vitest';
import { cloudCalls } from './model/cloud-calls.ts';
import type { Cloud, Instance, Interface } from './model/cloud.ts';
import { settingsOf } from './model/cloud.ts';
import { accessOf } from './model/reach.ts';
import { longId, withSnapshots } from './model/snapshots.ts';
import { profileArn, SUBJECT } from './topology.ts';

// A case with thousands of neighbours takes seconds; on a busy machine some more.
vi.setConfig({ testTimeout: 180_000 });

const VOLUMES = 500;
const INTERFACES = 15;
const NEIGHBOURS = 2000;
const VPC = longId('vpc', 1);
const PROFILE = profileArn('pathed') ?? '';
const subject = {
  kind: 'ec2-instance',
  id: SUBJECT,
  partition: 'aws',
  account: '111122223333',
  region: 'eu-central-1',
} as const;

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
  subnet: longId('subnet', index),
  groups: Object.keys(many(5, (group) => [longId('sg', group), 0])),
  addresses: [`10.0.0.${index}`],
  ipv6: [`2001:db8::${index}`],
});

/** More than EC2 allows of volumes, as much as it allows of interfaces, and a role that two thousand others wear. */
const largeHost = (): Cloud => ({
  instances: {
    ...many(NEIGHBOURS, (index) => [longId('i', index), anInstance(0)]),
    [SUBJECT]: anInstance(VOLUMES),
  },
  interfaces: many(INTERFACES, (index) => [longId('eni', index), anInterface(index)]),
  groups: many(5, (index) => [
    longId('sg', index),
    { vpc: VPC, name: `g${index}`, tags: {}, inbound: [], outbound: [] },
  ]),
  addresses: many(INTERFACES, (index) => [
    longId('eipalloc', index),
    { eni: longId('eni', index), address: `10.0.0.${index}` },
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
});

test('a host of 500 volumes, 15 interfaces and 2,000 neighbours is planned, preserved, contained and released', async () => {
  const cloud = largeHost();
  const before = settingsOf(cloud);
  const ports = stackAround(withSnapshots(cloud, cloudCalls(cloud)));
  const caseId = await openedCase(ports);

  const { plan } = await step(ports, caseId, 'plan');
  expect(plan?.items).toHaveLength(VOLUMES);
  const named = plan?.changes.flatMap(({ alsoHits }) => alsoHits).join('\n') ?? '';
  for (let index = 0; index < NEIGHBOURS; index += 1) expect(named).toContain(longId('i', index));

  for (const name of ['preserve', 'snapshot', 'contain'] as const) {
    const { steps } = await step(ports, caseId, name);
    expect(steps.get(name)).toMatchObject({ status: 'succeeded' });
  }
  expect([...accessOf(cloud, SUBJECT)]).toEqual([]);

  await releaseHost(ports, { caseId, actor: ann, reason: 'the examination is over' });
  expect(settingsOf(cloud)).toBe(before);
  await expectProven(ports, caseId);
});

const ann = { kind: 'human', name: 'ann', via: 'terminal' } as const;

/** The log holds the plan in parts, no entry is longer than a log allows, and it verifies. */
async function expectProven(ports: MemoryPorts, caseId: CaseId): Promise<void> {
  const lines: string[] = [];
  let parts = 0;
  for await (const { entry, line } of ports.log.read(caseId)) {
    lines.push(line);
    if (isEntry(entry, 'plan.detailed')) parts += 1;
  }
  expect(parts).toBeGreaterThan(2);
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(
    MAX_ENTRY_BYTES,
  );
  const verification = await verifyEntries(
    { lines, checkpoints: await ports.log.checkpoints(caseId) },
    { keys: [await ports.signer.publicKey()] },
  );
  expect(verification.faults).toEqual([]);
}

function stackAround(calls: HostCalls): MemoryPorts {
  let time = Date.parse('2026-11-24T12:00:00Z');
  const ec2 = ec2Changes({
    callsFor: () => calls,
    now: () => (time += 1000),
    sleep: () => Promise.resolve(),
  });
  const snapshots = ({ case: id, changed = [] }: HostOrder) =>
    snapshotChanges({
      calls,
      at: { account: subject.account, region: subject.region },
      case: id,
      instance: SUBJECT,
      begun: new Set(changed.map(({ change }) => change)),
    });
  const host: Partial<HostControl> = {
    changes: (name, order) => (name === 'snapshot' ? snapshots(order) : ec2.changes(name, order)),
    restorations: ec2.restorations,
  };
  const { account, region } = subject;
  return memoryPorts({
    techniques: ['preserve', 'snapshot', 'contain'].map((technique) => ({
      technique,
      possible: true,
      reason: 'a test',
    })),
    sources: Array.from({ length: VOLUMES }, (_, index) => ({
      kind: 'disk',
      title: `/dev/sd${index}`,
      uris: [volumeUri({ account, region, volume: longId('vol', index) })],
    })),
    host,
  });
}

async function openedCase(ports: MemoryPorts): Promise<CaseId> {
  const caseId = await openCase(ports, {
    title: 'a large host',
    subject,
    origin: 'finding',
    reason: 'a miner',
    sources: [],
    grantedBy: { kind: 'command', approver: ann, reason: 'ordered' },
  });
  const book = await CaseBook.open(ports, caseId);
  await book.append(() => [ordered]);
  return caseId;
}

const ordered: EntryDraft = {
  type: 'finding.attached',
  body: {
    findingIds: ['f-1'],
    format: 'guardduty',
    product: 'GuardDuty',
    title: 'a miner',
    types: [],
    severity: 'high',
    isolate: true,
    reason: 'rule high',
    raw: { sha256: sha256Schema.parse('ab'.repeat(32)), bytes: 2 },
  },
};

const playbook = {
  name: 'test',
  sha256: sha256Schema.parse('cd'.repeat(32)),
  plan: [planRuleSchema.parse({ name: 'all', approval: { people: 0, reason: 'covered' } })],
};

async function step(ports: MemoryPorts, caseId: CaseId, name: StepName): Promise<CaseState> {
  const control = { signal: new AbortController().signal, progress: () => undefined };
  const handlers = { ...hostSteps, plan: planWith(playbook) };
  await runStep({
    ports,
    handlers,
    task: { caseId, step: name, key: name, attempt: 1 },
    control,
  });
  return (await CaseBook.open(ports, caseId)).state;
}
