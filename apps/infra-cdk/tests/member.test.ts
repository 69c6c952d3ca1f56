import {
  judge,
  memberDangersTo,
  memberPoliciesOf,
  memberSteps,
  memberTrustPolicy,
} from '@afo/iam-policies';
import type { MemberPlaces, PolicyDocument } from '@afo/iam-policies';
import { App } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { addChecks } from '../src/checks/add-checks.ts';
import { ApplicationsStack } from '../src/stacks/applications-stack.ts';
import { MemberStack } from '../src/stacks/member-stack.ts';
import { MemberTemplate } from '../src/stacks/member-template.ts';
import { placeOf } from '../src/place.ts';
import { environments } from './environments.ts';
import { rendered } from './rendered.ts';
import type { Values } from './rendered.ts';
import { OUT } from './synth.ts';

const app = () =>
  new App({
    builtinCloudFormationValidation: false,
    analyticsReporting: false,
    outdir: `${OUT}/member`,
  });
const environment = environments['new-vpc'];
const stackOf = () => new MemberStack(app(), 'members', placeOf(environment));
const CASE = '0193a1b2-0000-7000-8000-000000000001';
const KEY = 'arn:test:kms:some-region-1:222233334444:key/shared';
const values: Values = {
  'AWS::Partition': 'test',
  'AWS::AccountId': '222233334444',
  'AWS::URLSuffix': 'example.com',
  Deployment: 'new',
  ForensicAccount: '111122223333',
  ExternalId: 'not-to-be-guessed',
  WorkloadPath: 'workloads/',
};
const member: MemberPlaces = {
  partition: 'test',
  account: '222233334444',
  forensicAccount: '111122223333',
  rolePath: 'afo/new-',
  role: 'afo/member',
  externalId: 'not-to-be-guessed',
  workloadPath: '',
  replacementRole: 'afo/member-contained',
};

interface Policy {
  readonly Condition?: string;
  readonly Properties: { readonly PolicyDocument: PolicyDocument };
}

const policiesIn = (stack: Stack): readonly Policy[] => {
  const found: Record<string, Policy> = Template.fromStack(stack).findResources(
    'AWS::IAM::ManagedPolicy',
  ) as never;
  return Object.entries(found).flatMap(([id, policy]) => (id.includes('Member') ? policy : []));
};

const statementsOf = (policies: readonly Policy[], more: Values = {}) =>
  policies
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map((statement) => rendered(statement, { ...values, ...more })) as PolicyDocument['Statement'];

const bySid = (statements: PolicyDocument['Statement']) =>
  Object.fromEntries(statements.map((statement) => [statement.Sid, statement]));

const ofTheCode = (places: MemberPlaces) =>
  bySid(memberPoliciesOf(places).flatMap(({ Statement }) => Statement));

describe('the role in an application account', () => {
  it('may do what the policies of the code say, to the letter, wherever it is deployed', () => {
    expect(bySid(statementsOf(policiesIn(stackOf())))).toEqual(ofTheCode(member));
  });

  it('can be entered as the code says alone: external id, organisation, tagged sessions', () => {
    const [role]: readonly unknown[] = Object.values(
      Template.fromStack(stackOf()).findResources('AWS::IAM::Role', {
        Properties: { RoleName: 'member' },
      }),
    );

    expect(rendered(role, values)).toHaveProperty(
      'Properties.AssumeRolePolicyDocument',
      memberTrustPolicy({ ...member, organization: 'o-exampleorg1' }),
    );
  });

  it('is denied every dangerous request, as it stands in the template', () => {
    const documents = policiesIn(stackOf()).map(
      ({ Properties }) => rendered(Properties.PolicyDocument, values) as PolicyDocument,
    );
    const dangers = memberSteps.flatMap((step) => memberDangersTo(member, { case: CASE, step }));

    expect(dangers.length).toBeGreaterThan(0);
    for (const { access } of dangers) expect(judge(documents, access).allowed).toBe(false);
  });

  it('comes with no document larger than IAM takes, with the longest of accounts and names', () => {
    for (const { Properties } of policiesIn(stackOf()))
      expect(
        JSON.stringify(
          rendered(Properties.PolicyDocument, { ...values, 'AWS::Partition': 'aws-us-gov' }),
        ).length,
      ).toBeLessThanOrEqual(6144);
  });
});

describe('the template for accounts without an organisation', () => {
  const template = () => new MemberTemplate(app(), 'application-account');

  it('is the one in deployment/templates', async () => {
    const text = JSON.stringify(Template.fromStack(template()).toJSON(), null, 2);

    await expect(`${text}\n`).toMatchFileSnapshot(
      '../../../deployment/templates/application-account.json',
    );
  });

  it('gives the same rights as the stack set, its parameters filled in', () => {
    const always = policiesIn(template()).filter(({ Condition }) => Condition === undefined);

    expect(bySid(statementsOf(always))).toEqual(
      ofTheCode({ ...member, workloadPath: 'workloads/' }),
    );
  });

  it('gives what the key needs only where a key is made', () => {
    const all = policiesIn(template());
    const [key] = Object.keys(Template.fromStack(template()).findResources('AWS::KMS::Key'));

    expect(all.filter(({ Condition }) => Condition === 'WithSharedKey')).toHaveLength(1);
    expect(bySid(statementsOf(all, { [`${key ?? ''}.Arn`]: KEY }))).toEqual(
      ofTheCode({ ...member, workloadPath: 'workloads/', sharedKey: KEY }),
    );
  });

  it('keeps its key when it is taken away, for copies may still need it (F-63)', () => {
    Template.fromStack(template()).hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('passes the rule packs', () => {
    const checked = app();
    new MemberTemplate(checked, 'application-account');
    addChecks(checked);

    expect(() => checked.synth()).not.toThrow();
  });
});

describe('the stack set', () => {
  it('puts the checked template into accounts that join later too, and leaves it with those that go', () => {
    const place = placeOf({
      ...environment,
      applications: { ...environment.applications, units: ['ou-exam-ple00001'] },
    });
    const template = Template.fromStack(new ApplicationsStack(app(), 'applications', place));

    template.hasResourceProperties('AWS::CloudFormation::StackSet', {
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: true },
      StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: ['ou-exam-ple00001'] } }],
      TemplateBody: JSON.stringify(Template.fromStack(stackOf()).toJSON()),
    });
  });

  it('passes the rule packs', () => {
    const checked = app();
    new MemberStack(checked, 'members', placeOf(environment));
    addChecks(checked);

    expect(() => checked.synth()).not.toThrow();
  });
});
