import type { HostCalls } from '../host/host-calls.ts';
import type { Answered } from '../host/inventory/answered.ts';
import { ask, joined } from '../host/inventory/ask.ts';
import { nextMarker } from '../host/inventory/pages.ts';
import { attachedPoliciesOf } from '../host/inventory/role-answers.ts';

const pages = { next: nextMarker } as const;

/** How a user can sign in and what it may do: keys with their last use, console, second factors, policies, groups. */
export async function* userAnswers(
  calls: HostCalls,
  UserName: string,
  resource: string,
): AsyncGenerator<Answered> {
  yield* keyAnswers(calls, UserName, resource);
  // A user without a console password is not found here: the record says so, and is no failure of the inventory.
  yield { resource, asked: await ask(calls, ['iam:GetLoginProfile', { UserName }]) };
  yield { resource, asked: await ask(calls, ['iam:ListMFADevices', { UserName }], pages) };
  const attached = await ask(calls, ['iam:ListAttachedUserPolicies', { UserName }], pages);
  yield { resource, asked: attached };
  yield* attachedPoliciesOf(calls, arnsIn(attached.answers), resource);
  const inline = await ask(calls, ['iam:ListUserPolicies', { UserName }], pages);
  yield { resource, asked: inline };
  for (const PolicyName of inline.answers.flatMap(({ PolicyNames }) => PolicyNames ?? []))
    yield { resource, asked: await ask(calls, ['iam:GetUserPolicy', { UserName, PolicyName }]) };
  const groups = await ask(calls, ['iam:ListGroupsForUser', { UserName }], pages);
  yield { resource, asked: groups };
  for (const { GroupName, Arn } of groups.answers.flatMap(({ Groups }) => Groups ?? []))
    if (GroupName !== undefined) yield* groupAnswers(calls, GroupName, Arn ?? GroupName);
}

async function* keyAnswers(
  calls: HostCalls,
  UserName: string,
  resource: string,
): AsyncGenerator<Answered> {
  const keys = await ask(calls, ['iam:ListAccessKeys', { UserName }], pages);
  yield { resource, asked: keys };
  const ids = keys.answers
    .flatMap(({ AccessKeyMetadata }) => AccessKeyMetadata ?? [])
    .flatMap(({ AccessKeyId }) => AccessKeyId ?? []);
  if (ids.length === 0) return;
  const uses = [];
  for (const AccessKeyId of ids)
    uses.push(await ask(calls, ['iam:GetAccessKeyLastUsed', { AccessKeyId }]));
  yield { resource, asked: joined('iam:GetAccessKeyLastUsed', uses) };
}

async function* groupAnswers(
  calls: HostCalls,
  GroupName: string,
  resource: string,
): AsyncGenerator<Answered> {
  const attached = await ask(calls, ['iam:ListAttachedGroupPolicies', { GroupName }], pages);
  yield { resource, asked: attached };
  yield* attachedPoliciesOf(calls, arnsIn(attached.answers), resource);
  const inline = await ask(calls, ['iam:ListGroupPolicies', { GroupName }], pages);
  yield { resource, asked: inline };
  for (const PolicyName of inline.answers.flatMap(({ PolicyNames }) => PolicyNames ?? []))
    yield { resource, asked: await ask(calls, ['iam:GetGroupPolicy', { GroupName, PolicyName }]) };
}

const arnsIn = (
  answers: readonly {
    readonly AttachedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
  }[],
): readonly string[] =>
  answers
    .flatMap(({ AttachedPolicies }) => AttachedPolicies ?? [])
    .flatMap(({ PolicyArn }) => PolicyArn ?? []);
