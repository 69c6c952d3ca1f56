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

async function* policiesOf(
  calls: HostCalls,
  RoleName: string,
  resource: string,
): AsyncGenerator<Answered> {
  yield { resource, asked: await ask(calls, ['iam:GetRole', { RoleName }]) };
  const attached = await ask(calls, ['iam:ListAttachedRolePolicies', { RoleName }], {
    next: nextMarker,
  });
  yield { resource, asked: attached };
  const inline = await ask(calls, ['iam:ListRolePolicies', { RoleName }], { next: nextMarker });
  yield { resource, asked: inline };
  const names = inline.answers.flatMap(({ PolicyNames }) => PolicyNames ?? []);
  if (names.length > 0) yield { resource, asked: await inlinePoliciesOf(calls, RoleName, names) };
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
