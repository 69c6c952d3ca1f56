import type { LabCall, LabFaultRule } from '@afo/aws-lab';
import {
  accessOf,
  doctorPolicy,
  findingsDoctorPolicy,
  judge,
  memberPoliciesOf,
  policiesOf,
  sessionPolicyOf,
} from '@afo/iam-policies';
import type { PolicyDocument } from '@afo/iam-policies';
import type { Readiness } from '@afo/ports';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../gateway/gateway.ts';
import { MEMBER_PLACES, PLACES } from '../policies/places.ts';
import { BATCHES } from './breakages.ts';
import type { Breakage } from './breakage.ts';
import { EMAIL, labOfDeployments } from './lab-deployment.ts';
import type { LabDeployment, Looker } from './lab-deployment.ts';

const { deploy, lab, quotas, unconfirmed } = labOfDeployments();

const named = (found: readonly Readiness[], state: Readiness['state']): readonly string[] =>
  found.filter((one) => one.state === state).map(({ what }) => what);
const toldOf = (found: readonly Readiness[], state: Readiness['state']) =>
  Object.fromEntries(
    found.filter((one) => one.state === state).map(({ found: told, what }) => [what, told]),
  );

let whole: LabDeployment;
beforeAll(async () => {
  whole = await deploy();
}, 60_000);
afterEach(() => {
  lab.now().setFaults([]);
});

describe('when a deployment is whole', () => {
  it('is ready in every account, as far as those who look are signed in to it', async () => {
    const operator = await whole.look('operator');
    const auditor = await whole.look('auditor');

    const { forensic, findings, application } = whole.accounts;
    expect(toldOf([...operator, ...auditor], 'missing')).toEqual({});
    const places = (found: readonly Readiness[], state: Readiness['state']) => [
      ...new Set(found.filter((one) => one.state === state).map(({ account }) => account)),
    ];
    expect(places(operator, 'ready')).toEqual([forensic, application]);
    expect(places(operator, 'not-checked')).toEqual([findings]);
    expect(places(auditor, 'ready')).toEqual([findings]);
    expect(places(auditor, 'not-checked')).toEqual([forensic, application]);
    expect(auditor.length).toBe(operator.length);
  });

  it('names no check twice in a place: one could hide the other', async () => {
    const found = await whole.look('operator');
    const names = found.map(({ account, region = '', what }) => `${account}/${region} ${what}`);

    expect(new Set(names).size).toBe(names.length);
  });

  it('is only looked at: no call changes anything, and a member account is entered to look', async () => {
    const before = lab.now().calls().length;
    await whole.look('operator');
    await whole.look('auditor');
    const calls = lab.now().calls().slice(before);

    expect(calls.length).toBeGreaterThan(40);
    expect(calls.filter(({ changing }) => changing).map(({ operation }) => operation)).toEqual([]);
    expect(new Set(calls.flatMap(({ principal }) => principal?.tags?.['step'] ?? []))).toEqual(
      new Set(['triage']),
    );
  });

  it('is looked at with what the policies allow; to try without the external id, not even operators may', async () => {
    const before = lab.now().calls().length;
    await whole.look('operator');
    await whole.look('auditor');
    const calls = lab.now().calls().slice(before);

    expect(calls.flatMap((call) => refusalsOf(call, whole))).toEqual([
      `sts:AssumeRole arn:aws:iam::${whole.accounts.application}:role/afo/member`,
    ]);
  });
});

/** What the policies of whoever made a call would refuse of it. */
function refusalsOf(call: LabCall, deployment: LabDeployment): readonly string[] {
  const policies = policiesFor(call.principal?.account ?? '', deployment);
  return accessOf(call, { partition: 'aws', pathOf: (name) => `afo/${name}` }).flatMap((access) =>
    policies.every((set) => judge(set, access).allowed)
      ? []
      : [`${access.action} ${access.resource}`],
  );
}

/** Sets of policies that must all allow a call. */
function policiesFor(
  account: string,
  { accounts, environment, names }: LabDeployment,
): readonly (readonly PolicyDocument[])[] {
  const place = { partition: 'aws', account, region: REGION };
  if (account === accounts.findings) return [[findingsDoctorPolicy(place)]];
  if (account === accounts.forensic) {
    const { externalId, role } = environment.applications;
    const member = { role, externalId, accounts: [accounts.application] };
    return [[doctorPolicy({ ...place, names }), ...policiesOf('operator', { ...PLACES, member })]];
  }
  return [memberPoliciesOf({ ...MEMBER_PLACES, account }), [sessionPolicyOf('triage')]];
}

describe('when something of a deployment is missing', () => {
  it.each(BATCHES)(
    'says so, with what to do: $broken',
    async ({ all, as }) => {
      const broken = await deploy();
      for (const { by } of all) await by(broken);

      const found = await broken.look(as);

      const told = toldOf(found, 'missing');
      const expected = Object.assign(
        {},
        ...all.map(({ missing }) => missing),
      ) as Breakage['missing'];
      expect(Object.keys(told).sort()).toEqual(Object.keys(expected).sort());
      for (const [what, words] of Object.entries(expected)) expect(told[what]).toMatch(words);
      expect(
        found.filter(({ advice, state }) => (state === 'missing') !== (advice !== undefined)),
      ).toEqual([]);
    },
    60_000,
  );

  it('says that nobody has reached the queue of jobs for an hour', async () => {
    const found = await whole.look('operator', { now: () => Date.now() + 3_600_000 });

    expect(toldOf(found, 'missing')).toEqual({
      'queue of jobs': 'nobody has reached it within the last 10 minutes',
    });
  });

  it('says that an application account has no role, and calls nothing of it checked', async () => {
    const { bare } = whole.accounts;

    const found = await whole.look('operator', { applications: [bare] });

    expect(Object.keys(toldOf(found, 'missing'))).toEqual(['role afo/member']);
    expect(
      named(
        found.filter(({ account }) => account === bare),
        'not-checked',
      ),
    ).toEqual([
      'role afo/member without the external id',
      'trust of the role afo/member',
      'profile of contained hosts',
    ]);
  });

  it.each([
    ['ec2/L-1216C47A', 5, 'quota of vCPUs', /5 vCPUs.*16 needed/],
    ['lambda/L-B99A9384', 10, 'quota of functions', /10 functions.*50 needed/],
    ['ebs/L-C125AE42', 100, 'quota of EBS direct', /100 reads.*1000 needed/],
  ] as const)('says that a quota is too low: %s at %i', async (...row) => {
    const [quota, value, what, words] = row;
    const usual = quotas[quota];
    quotas[quota] = value;

    const told = toldOf(await whole.look('operator'), 'missing');

    quotas[quota] = usual ?? 0;
    expect(Object.keys(told)).toEqual([what]);
    expect(told[what]).toMatch(words);
  });

  it('says that a person has not followed the link yet: they would never be told of a case', async () => {
    unconfirmed.add(EMAIL);

    const told = toldOf(await whole.look('operator'), 'missing');

    unconfirmed.clear();
    expect(told).toEqual({ [`messages to ${EMAIL}`]: 'not confirmed: nobody is told there' });
  });

  it('says that a role can be taken without the external id', async () => {
    const { open } = whole.accounts;

    const told = toldOf(await whole.look('operator', { applications: [open] }), 'missing');

    expect(told).toMatchObject({
      'role afo/member without the external id': 'taken without the external id',
    });
  });
});

describe('when something cannot be looked at', () => {
  const LOOKERS: readonly Looker[] = ['operator', 'auditor'];
  const FAULTS: readonly LabFaultRule['kind'][] = ['access-denied', 'internal-error', 'cut-body'];

  it.each(FAULTS)(
    'calls nothing ready that it has not seen, and nothing missing: %s',
    async (kind) => {
      const quiet = 'credentials';
      for (const looker of LOOKERS) {
        lab.now().setFaults(SERVICES.map((service) => ({ kind, service })));
        const found = await whole.look(looker);

        const seen = found.filter(({ what }) => what !== quiet && !what.startsWith('role '));
        expect(named(seen, 'ready')).toEqual([]);
        expect(named(seen, 'missing')).toEqual([]);
      }
    },
    60_000,
  );

  it('takes an answer with nothing in it for no success', async () => {
    for (const looker of LOOKERS) {
      lab.now().setFaults(SERVICES.map((service) => ({ kind: 'empty-answer', service })));
      const found = await whole.look(looker);

      const seen = found.filter(({ what }) => what !== 'credentials' && !what.startsWith('role '));
      expect(named(seen, 'ready')).toEqual([]);
    }
  }, 60_000);

  it('says that nobody is signed in, and names all that was not checked', async () => {
    const found = await whole.look('nobody');

    expect(named(found, 'missing')).toEqual(['credentials']);
    expect(named(found, 'ready')).toEqual([]);
    expect(found.length).toBe((await whole.look('operator')).length);
  });

  it('does not say that a role is missing which lets in operators alone, and nobody of them asks', async () => {
    const { bare } = whole.accounts;

    const found = await whole.look('administrator', { applications: [bare] });

    expect(found.find(({ what }) => what === 'role afo/member')).toMatchObject({
      state: 'not-checked',
      found: expect.stringContaining('sign in as afo/lab-operator') as unknown,
    });
  });

  it('says that no application accounts are named, where the environment names an organisation', async () => {
    const found = await whole.look('operator', { applications: [] });

    expect(found.filter(({ account }) => account === '*')).toMatchObject([
      { state: 'not-checked', found: expect.stringContaining('--account') as unknown },
    ]);
  });
});

const SERVICES = [
  'dynamodb',
  'ec2',
  'events',
  'guardduty',
  'iam',
  'kms',
  'monitoring',
  's3',
  'secretsmanager',
  'securityhub',
  'servicequotas',
  'sns',
  'sqs',
  'ssm',
  'states',
];
