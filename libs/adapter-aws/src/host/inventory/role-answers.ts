import type { HostCalls } from '../host-calls.ts';
import { filterBy } from './answered.ts';
import type { Answered } from './answered.ts';
import { ask, joined } from './ask.ts';
import type { Asked } from './ask.ts';
import { nameOfArn } from './instance.ts';
import type { Instance } from './instance.ts';
import { nextMarker, nextToken } from './pages.ts';

/** Which profile the instance wears, and what the profile's roles may do. */
export async function* roleAnswers(
  calls: HostCalls,
  { id, profileArn }: Instance,
): AsyncGenerator<Answered> {
  yield { resource: id, asked: await associationsOf(calls, id) };
  if (profileArn === undefined) return;
  const profile = await profileOf(calls, profileArn);
  yield { resource: profileArn, asked: profile };
  for (const { name, arn } of rolesIn(profile)) yield* policiesOf(calls, name, arn);
}

export const associationsOf = (
  calls: HostCalls,
  id: string,
): Promise<Asked<'ec2:DescribeIamInstanceProfileAssociations'>> =>
  ask(calls, ['ec2:DescribeIamInstanceProfileAssociations', filterBy('instance-id', [id])], {
    next: nextToken,
  });

/** IAM knows a profile by its name alone, whatever path its ARN has (F-21). */
export const profileOf = (
  calls: HostCalls,
  arn: string,
): Promise<Asked<'iam:GetInstanceProfile'>> =>
  ask(calls, ['iam:GetInstanceProfile', { InstanceProfileName: nameOfArn(arn) }]);

export interface Role {
  readonly name: string;
  readonly arn: string;
}

export const rolesIn = ({ answers }: Asked<'iam:GetInstanceProfile'>): readonly Role[] =>
  answers
    .flatMap(({ InstanceProfile }) => InstanceProfile?.Roles ?? [])
    .flatMap(({ RoleName: name, Arn: arn }) =>
      name === undefined || arn === undefined ? [] : [{ name, arn }],
    );

/** What a role may do: itself with its trust, its attached and its inline policies. */
export async function* policiesOf(
  calls: HostCalls,
  RoleName: string,
  resource: string,
): AsyncGenerator<Answered> {
  yield { resource, asked: await ask(calls, ['iam:GetRole', { RoleName }]) };
  const attached = await ask(calls, ['iam:ListAttachedRolePolicies', { RoleName }], {
    next: nextMarker,
  });
  yield { resource, asked: attached };
  const arns = attached.answers
    .flatMap(({ AttachedPolicies }) => AttachedPolicies ?? [])
    .flatMap(({ PolicyArn }) => PolicyArn ?? []);
  yield* attachedPoliciesOf(calls, arns, resource);
  const inline = await ask(calls, ['iam:ListRolePolicies', { RoleName }], { next: nextMarker });
  yield { resource, asked: inline };
  const names = inline.answers.flatMap(({ PolicyNames }) => PolicyNames ?? []);
  if (names.length > 0) yield { resource, asked: await inlinePoliciesOf(calls, RoleName, names) };
}

/** What the attached policies say now, which is their default version; whoever owns them may change it later. */
export async function* attachedPoliciesOf(
  calls: HostCalls,
  arns: readonly string[],
  resource: string,
): AsyncGenerator<Answered> {
  if (arns.length === 0) return;
  const policies: Asked<'iam:GetPolicy'>[] = [];
  for (const PolicyArn of arns) policies.push(await ask(calls, ['iam:GetPolicy', { PolicyArn }]));
  const all = joined('iam:GetPolicy', policies);
  yield { resource, asked: all };
  const versions: Asked<'iam:GetPolicyVersion'>[] = [];
  for (const { Policy } of all.answers) {
    const { Arn: PolicyArn, DefaultVersionId: VersionId } = Policy ?? {};
    versions.push(await ask(calls, ['iam:GetPolicyVersion', { PolicyArn, VersionId }]));
  }
  if (versions.length > 0) yield { resource, asked: joined('iam:GetPolicyVersion', versions) };
}

async function inlinePoliciesOf(
  calls: HostCalls,
  RoleName: string,
  names: readonly string[],
): Promise<Asked<'iam:GetRolePolicy'>> {
  const all: Asked<'iam:GetRolePolicy'>[] = [];
  for (const PolicyName of names)
    all.push(await ask(calls, ['iam:GetRolePolicy', { RoleName, PolicyName }]));
  return joined('iam:GetRolePolicy', all);
}
