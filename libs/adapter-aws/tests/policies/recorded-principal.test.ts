import { startAwsLab } from '@afo/aws-lab';
import type { AwsLab } from '@afo/aws-lab';
import { caseIdSchema, instantOf } from '@afo/domain';
import type { EntryBody, PrincipalSubject } from '@afo/domain';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import type { AppRole } from '@afo/iam-policies';
import type { HostChange } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsSettings } from '../../src/aws-settings.ts';
import { awsIdentity, clientSettings } from '../../src/clients.ts';
import type { AwsConfig } from '../../src/clients.ts';
import { hostAndSnapshots } from '../../src/host-and-snapshots.ts';
import { MemberAccounts } from '../../src/member-accounts.ts';
import { ENTERING, FORENSIC, MEMBER, MEMBER_PLACES, PLACES, REGION } from './places.ts';
import { refused } from './refused.ts';

const CASE = caseIdSchema.parse('01a20d4a-d270-7a6e-9a98-a4cc945b14c4');
const HOME = { partition: 'aws', account: MEMBER };
const SUBJECTS: readonly PrincipalSubject[] = [
  { kind: 'iam-user', id: 'deploy', ...HOME, accessKeys: ['AKIAIOSFODNN7EXAMPLE'] },
  { kind: 'iam-role', id: 'courier', ...HOME },
];

let lab: AwsLab;
const closing: (() => void)[] = [];
const log = new Map<string, EntryBody<'resource.changed'>[]>();
beforeAll(async () => {
  const trusts = ['case-workflow', 'operator'].map(
    (app) => `arn:aws:iam::${FORENSIC}:role/afo/${app}`,
  );
  lab = await startAwsLab({
    scenario: {
      accounts: { forensic: FORENSIC, member: MEMBER },
      region: REGION,
      roles: [{ name: 'afo/afo-member', account: 'member', externalId: 'agreed', trusts }],
    },
  });
  const iam = new IAMClient(
    clientSettings({
      ...{ region: REGION, endpoint: lab.url },
      credentials: { accessKeyId: MEMBER, secretAccessKey: 'lab' },
    }),
  );
  await iam.send(new CreateUserCommand({ UserName: 'deploy', Path: '/apps/' }));
  await iam.send(new CreateAccessKeyCommand({ UserName: 'deploy' }));
  await iam.send(
    new CreateRoleCommand({ RoleName: 'courier', Path: '/apps/', AssumeRolePolicyDocument: '{}' }),
  );
  iam.destroy();
}, 60_000);
afterAll(async () => {
  for (const close of closing) close();
  await lab.close();
});

async function as(role: AppRole) {
  const aws: AwsConfig = {
    ...{ region: REGION, endpoint: lab.url },
    credentials: lab.credentials('forensic', `afo/${role}`, { name: role, region: REGION }),
  };
  const identity = await awsIdentity(aws);
  const settings = awsSettings({
    ...ENTERING,
    AFO_CONTAIN_ROLE: 'everything',
  });
  const accounts = new MemberAccounts({ aws, identity, member: settings.member });
  const clock = { now: () => instantOf(Date.now()) };
  const opened = hostAndSnapshots({ settings: { ...settings, aws }, identity, accounts, clock });
  closing.push(() => {
    opened.close();
    accounts.close();
  });
  return opened.host;
}

async function carryOut(id: string, changes: readonly HostChange[]): Promise<void> {
  const entries = log.get(id) ?? [];
  log.set(id, entries);
  for (const one of changes) {
    const { id: change, setting, resource } = one;
    const before = await one.read();
    await one.apply();
    entries.push({ change, setting, resource, phase: 'done', before, after: await one.read() });
  }
}

const refusals = () =>
  refused(lab.calls(), {
    places: PLACES,
    members: [{ ...MEMBER_PLACES, workloadPath: 'apps/' }],
    facts: {
      partition: 'aws',
      organization: 'o-example1234',
      pathOf: (name) => (name === 'deploy' || name === 'courier' ? `apps/${name}` : name),
    },
  });
const calledIn = (step: string): readonly string[] =>
  lab
    .calls()
    .flatMap(({ operation, principal }) => (principal?.tags?.['step'] === step ? [operation] : []));

describe('when a case is about a principal of an application account', () => {
  it.each(SUBJECTS)('allows the workflow each call that it makes: $kind', async (subject) => {
    const host = await as('case-workflow');

    await host.inventory(subject);
    await host.preflight(subject);
    const order = { case: CASE, subject };
    await carryOut(subject.id, await host.changes('contain', order));
    // The emulator has no simulator: what is judged here is that it may be asked.
    const proof = await host.prove(order);

    expect(proof.proven).toBe(false);
    expect(refusals()).toEqual([]);
    expect(calledIn('prove')).toContain('SimulatePrincipalPolicy');
    expect(calledIn('contain')).toEqual(
      expect.arrayContaining(
        subject.kind === 'iam-user' ? ['PutUserPolicy', 'UpdateAccessKey'] : ['PutRolePolicy'],
      ),
    );
  });

  it.each(SUBJECTS)('allows the operator to give it back: $kind', async (subject) => {
    const host = await as('operator');
    const settings = (log.get(subject.id) ?? [])
      .toReversed()
      .map(({ setting = '', resource, before }) => ({ setting, resource, before }));

    await carryOut(subject.id, await host.restorations(settings, { case: CASE, subject }));

    expect(settings.length).toBeGreaterThan(0);
    expect(refusals()).toEqual([]);
    expect(calledIn('release')).toEqual(
      expect.arrayContaining(
        subject.kind === 'iam-user'
          ? ['DeleteUserPolicy', 'UpdateAccessKey']
          : ['DeleteRolePolicy'],
      ),
    );
  });
});
