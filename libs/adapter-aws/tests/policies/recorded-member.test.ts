import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { scenarioSchema, startAwsLab } from '@afo/aws-lab';
import type { AwsLab, ScenarioInput } from '@afo/aws-lab';
import type { EntryBody, InstanceSubject, Source } from '@afo/domain';
import { caseIdSchema, instantOf } from '@afo/domain';
import type { HandoverContext, HostChange, HostOrder, LoggedSetting } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsSettings } from '../../src/aws-settings.ts';
import { awsIdentity } from '../../src/clients.ts';
import type { AwsConfig } from '../../src/clients.ts';
import { ebsClient, EbsSnapshotSources } from '../../src/ebs/index.ts';
import { hostAndSnapshots } from '../../src/host-and-snapshots.ts';
import type { HostAndSnapshots } from '../../src/host-and-snapshots.ts';
import { MemberAccounts } from '../../src/member-accounts.ts';
import { memberSteps, sessionPolicyOf } from '@afo/iam-policies';
import type { AppRole, Deployed } from '@afo/iam-policies';
import { ENTERING, FORENSIC, MEMBER, MEMBER_PLACES, PLACES, REGION } from './places.ts';
import { refused } from './refused.ts';

const SHOP = resolve(import.meta.dirname, '../../../../tools/aws-lab/scenarios/web-shop.json');
const CASE = caseIdSchema.parse('01a20d4a-d270-7a6e-9a98-a4cc945b14c4');
/** The key of AWS under which the first disk is, the one that is shared, and the one under which copies are kept. */
const KEYS: NonNullable<ScenarioInput['keys']> = [
  { name: 'default', account: 'member', region: REGION, manager: 'AWS', sharedWith: [] },
  {
    name: 'shared',
    account: 'member',
    region: REGION,
    manager: 'CUSTOMER',
    sharedWith: ['forensic'],
  },
  { name: 'kept', account: 'forensic', region: REGION, manager: 'CUSTOMER', sharedWith: [] },
];
const clock = { now: () => instantOf(Date.now()) };

let lab: AwsLab;
let folder: string;
let order: HostOrder;
const log: EntryBody<'resource.changed'>[] = [];
const closing: (() => void)[] = [];
beforeAll(async () => {
  const shop = scenarioSchema.parse(JSON.parse(await readFile(SHOP, 'utf8')));
  folder = await mkdtemp(join(tmpdir(), 'afo-policies-'));
  const image = join(folder, 'data.raw');
  await writeFile(image, new Uint8Array(524_288).fill(7));
  await truncate(image, 1_073_741_824);
  const trusts = ['case-workflow', 'acquisition-agent', 'operator'].map(
    (app) => `arn:aws:iam::${FORENSIC}:role/afo/${app}`,
  );
  lab = await startAwsLab({
    scenario: {
      ...shop,
      instances: shop.instances.map((instance) => ({
        ...instance,
        volumes: instance.volumes.map((volume) => {
          if (instance.name !== 'web') return volume;
          return volume.device === '/dev/xvda'
            ? { ...volume, key: 'default' }
            : { ...volume, image };
        }),
      })),
      keys: [...shop.keys, ...KEYS],
      roles: [{ name: 'afo/afo-member', account: 'member', externalId: 'agreed', trusts }],
      reachability: [{ account: 'member', region: REGION, found: false }],
    },
    snapshotLooks: 1,
  });
  const subject: InstanceSubject = {
    kind: 'ec2-instance',
    id: lab.id('instance.web'),
    account: MEMBER,
    partition: 'aws',
    region: REGION,
  };
  order = { case: CASE, subject };
}, 60_000);
afterAll(async () => {
  for (const close of closing) close();
  await lab.close();
  await rm(folder, { recursive: true, force: true });
});

const configOf = (role: AppRole): AwsConfig => ({
  region: REGION,
  endpoint: lab.url,
  credentials: lab.credentials('forensic', `afo/${role}`, { name: role, region: REGION }),
});

/** Control of hosts and the way of their disks, as a program of that role has them. */
async function as(role: AppRole): Promise<HostAndSnapshots> {
  const identity = await awsIdentity(configOf(role));
  const settings = awsSettings({
    ...ENTERING,
    AFO_SHARED_KEYS: `${MEMBER}=${lab.id('key.shared')}`,
    AFO_SNAPSHOT_KEY: lab.id('key.kept'),
    AFO_SNAPSHOT_LOCK: 'governance:7',
    AFO_PROOF_ANALYZER: 'yes',
  });
  const accounts = new MemberAccounts({
    aws: configOf(role),
    identity,
    member: settings.member,
  });
  const opened = hostAndSnapshots({
    settings: { ...settings, aws: configOf(role) },
    identity,
    accounts,
    clock,
  });
  closing.push(() => {
    opened.close();
    accounts.close();
  });
  return opened;
}

/** In order; the log keeps what was done, with the state before. */
async function carryOut(changes: readonly HostChange[]): Promise<void> {
  for (const one of changes) {
    const { id, setting, resource } = one;
    const before = await one.read();
    await one.apply();
    const after = await one.read();
    log.push({ change: id, setting, resource, phase: 'done', before, after });
  }
}

const settingsOf = (step: string): LoggedSetting[] => {
  const seen = new Map<string, LoggedSetting>();
  for (const { change, setting = '', resource, before } of log)
    if (change.startsWith(`${step}/`) && !seen.has(`${setting} ${resource}`))
      seen.set(`${setting} ${resource}`, { setting, resource, before });
  return [...seen.values()].toReversed();
};

const deployed = (): Deployed => ({
  places: PLACES,
  members: [{ ...MEMBER_PLACES, workloadPath: 'apps/' }],
  facts: {
    partition: 'aws',
    organization: 'o-example1234',
    pathOf: (name) => (name === 'shop' ? 'apps/shop' : name),
    roleOfProfile: (profile) => (profile === 'shop' ? 'apps/shop' : profile),
  },
});
const refusals = (): readonly string[] => refused(lab.calls(), deployed());

const contextOf = (): HandoverContext => ({
  case: CASE,
  taken: log
    .filter(({ setting }) => setting === 'volume.snapshots')
    .flatMap(({ after }) => Object.entries(after))
    .flatMap(([volume, snapshot]) =>
      volume.startsWith('vol-') && typeof snapshot === 'string' ? [{ volume, snapshot }] : [],
    ),
  done: log,
  open: [],
  carryOut,
  signal: new AbortController().signal,
  progress: () => undefined,
});

/** The policies under which sessions were taken, each once. */
const sessionPolicies = (): readonly unknown[] => [
  ...new Set(
    lab
      .calls()
      .filter(({ operation }) => operation === 'AssumeRole')
      .map(({ parameters }) => parameters['Policy']),
  ),
];

/** Operations that were called in the sessions of a step. */
const operationsIn = (step: string): ReadonlySet<string> =>
  new Set(
    lab
      .calls()
      .filter(({ principal }) => principal?.tags?.['step'] === step)
      .map(({ service, operation }) => `${service}:${operation}`),
  );

describe('when a case goes through an application account', () => {
  it('allows the workflow each call that it makes, in the step in which it makes it', async () => {
    const { host } = await as('case-workflow');
    const { subject } = order;

    await host.inventory(subject);
    await host.preflight(subject);
    await host.sources(subject);
    for (const step of ['preserve', 'snapshot', 'contain'] as const)
      await carryOut(await host.changes(step, order));
    await host.prove({ ...order, containedAt: instantOf(Date.now() - 1_000) });

    expect(refusals()).toEqual([]);
    expect([...operationsIn('contain')]).toEqual(
      expect.arrayContaining([
        'ec2:AuthorizeSecurityGroupEgress',
        'ec2:CreateSecurityGroup',
        'ec2:DisassociateAddress',
        'ec2:DisassociateIamInstanceProfile',
        'ec2:ModifyNetworkInterfaceAttribute',
        'iam:PutRolePolicy',
      ]),
    );
    expect(sessionPolicies()).toEqual(
      memberSteps.flatMap((step) =>
        ['triage', 'preserve', 'snapshot', 'contain', 'prove'].includes(step)
          ? [JSON.stringify(sessionPolicyOf(step))]
          : [],
      ),
    );
    expect([...operationsIn('preserve')]).toContain('ec2:ModifyInstanceAttribute');
    expect([...operationsIn('snapshot')]).toContain('ec2:CreateSnapshots');
    expect([...operationsIn('prove')]).toContain('ec2:CreateNetworkInsightsPath');
  }, 120_000);

  it('allows the agent to bring disks over, to lock and read them, and to clean up', async () => {
    const { handover } = await as('acquisition-agent');
    const client = ebsClient(configOf('acquisition-agent'));
    const disks = new EbsSnapshotSources({
      clients: () => client,
      home: { account: FORENSIC, region: REGION },
    });

    for (const device of ['/dev/xvda', '/dev/xvdf']) {
      const uri = `ebs:${MEMBER}:${REGION}:${lab.id(`volume.web.${device}`)}`;
      const source: Source = { kind: 'disk', uris: [uri], title: device };
      const disk = await disks.open(await handover.ready(source, contextOf()));
      for await (const [first] of disk.runs(0)) await disk.read(first, new Uint8Array(524_288));
      await disk.close();
      await handover.cleanUp(source, contextOf());
    }
    client.destroy();

    expect(refusals()).toEqual([]);
    expect([...operationsIn('acquire-disk')]).toEqual(
      expect.arrayContaining([
        'ec2:CopySnapshot',
        'ec2:DeleteSnapshot',
        'ec2:ModifySnapshotAttribute',
        'kms:DescribeKey',
      ]),
    );
    expect(lab.calls().map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['GetSnapshotBlock', 'LockSnapshot']),
    );
  }, 120_000);

  it('allows the operator to give the host back', async () => {
    const { host } = await as('operator');
    const settings = [...settingsOf('contain'), ...settingsOf('preserve')];

    await carryOut(await host.restorations(settings, order));

    expect(refusals()).toEqual([]);
    expect([...operationsIn('release')]).toEqual(
      expect.arrayContaining([
        'ec2:AssociateIamInstanceProfile',
        'ec2:DeleteSecurityGroup',
        'iam:DeleteRolePolicy',
      ]),
    );
  }, 120_000);

  it('allows the operator to isolate it by order, and to look whether it is', async () => {
    const { host } = await as('operator');
    const before = lab.calls().length;

    expect(await host.preflight(order.subject)).not.toEqual([]);
    await carryOut(await host.changes('contain', order));
    await host.prove({ ...order, containedAt: instantOf(Date.now() - 600_000) });

    expect(refusals()).toEqual([]);
    const made = lab.calls().slice(before);
    expect(new Set(made.flatMap(({ principal }) => principal?.tags?.['step'] ?? []))).toEqual(
      new Set(['triage', 'contain', 'prove']),
    );
    expect(made.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['CreateSecurityGroup', 'ModifyNetworkInterfaceAttribute']),
    );
  }, 120_000);

  it('refuses the same calls in the session of another step, or of another case', () => {
    const changing = lab.calls().filter(({ changing: isChange, principal }) => {
      const { kind, account, tags: session } = principal ?? {};
      return isChange && kind === 'role' && account === MEMBER && session !== undefined;
    });
    const under = (session: Readonly<Record<string, string>>) =>
      changing.map((call) => ({
        ...call,
        ...(call.principal === undefined
          ? {}
          : { principal: { ...call.principal, tags: { ...call.principal.tags, ...session } } }),
      }));
    const refusedIn = (session: Readonly<Record<string, string>>): ReadonlySet<string> =>
      new Set(refused(under(session), deployed()).map((said) => said.split(' ')[1] ?? ''));
    const all = new Set(changing.map(({ service, operation }) => `${service}:${operation}`));

    expect(changing.length).toBeGreaterThan(20);
    expect([...all].filter((operation) => !refusedIn({ step: 'triage' }).has(operation))).toEqual(
      [],
    );
    expect([...refusedIn({ case: 'another' })]).toEqual(
      expect.arrayContaining([
        'ec2:AuthorizeSecurityGroupEgress',
        'ec2:CopySnapshot',
        'ec2:CreateSecurityGroup',
        'ec2:CreateSnapshots',
        'ec2:CreateTags',
        'ec2:DeleteNetworkInsightsPath',
        'ec2:DeleteSecurityGroup',
        'ec2:DeleteSnapshot',
        'ec2:ModifySnapshotAttribute',
        'ec2:RevokeSecurityGroupIngress',
      ]),
    );
  });
});
