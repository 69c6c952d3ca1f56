import { PortError } from '@afo/ports';
import { everyPage } from '../every-page.ts';
import type { HostCalls } from '../host-calls.ts';
import { nextMarker, nextToken } from '../inventory/pages.ts';
import { roleOf } from '../settings/session-revocation.ts';
import type { HostContext } from '../settings/setting.ts';

const MOST_NAMED = 5000;

/**
 * Whom the revocation of a role's sessions hits besides the subject (F-27), in words for the plan. What cannot be
 * looked up is said, never left out.
 */
export async function alsoWearing(
  { calls, subject }: HostContext,
  profile: string,
): Promise<readonly string[]> {
  try {
    const role = await roleOf(calls, profile);
    if (role === undefined) return [];
    const others = (await wearers(calls, role)).filter((id) => id !== subject.id);
    const named = others.slice(0, MOST_NAMED).map((id) => `${id} wears role ${role} too`);
    const left = others.length - named.length;
    return [
      ...named,
      ...(left === 0 ? [] : [`${String(left)} more instances wear role ${role}`]),
      `whoever else holds a session of role ${role} that was issued before, in any region`,
    ];
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return [`others that wear the role of ${profile}: not known (${error.code})`.slice(0, 1024)];
  }
}

/** Ids of the instances, in the region of the calls, whose profile holds the role. */
export async function wearers(calls: HostCalls, role: string): Promise<readonly string[]> {
  const profiles = await everyPage(
    calls,
    ['iam:ListInstanceProfilesForRole', { RoleName: role }],
    nextMarker,
  );
  const arns = new Set(
    profiles.flatMap(({ InstanceProfiles }) => InstanceProfiles ?? []).map(({ Arn }) => Arn),
  );
  const associations = await everyPage(
    calls,
    ['ec2:DescribeIamInstanceProfileAssociations', {}],
    nextToken,
  );
  return associations
    .flatMap(({ IamInstanceProfileAssociations }) => IamInstanceProfileAssociations ?? [])
    .filter(({ IamInstanceProfile }) => arns.has(IamInstanceProfile?.Arn))
    .flatMap(({ InstanceId }) => InstanceId ?? [])
    .sort();
}
