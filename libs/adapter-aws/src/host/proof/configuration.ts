import { replacementArn } from '../changes/replacement-profile.ts';
import type { Out } from '../host-calls.ts';
import { filterBy } from '../inventory/answered.ts';
import { ask } from '../inventory/ask.ts';
import type { Asked } from '../inventory/ask.ts';
import type { Instance } from '../inventory/instance.ts';
import { groupsOf } from '../inventory/network-answers.ts';
import { nextToken } from '../inventory/pages.ts';
import { associationsOf } from '../inventory/role-answers.ts';
import { CASE_TAG, groupName } from '../settings/case-group.ts';
import type { Group } from '../settings/case-group.ts';
import { rulesOf } from '../settings/rules.ts';
import { sorted } from '../settings/setting.ts';
import { gapIn, recordsOf } from './look.ts';
import type { Look, LookContext } from './look.ts';

type Eni = NonNullable<Out<'ec2:DescribeNetworkInterfaces'>['NetworkInterfaces']>[number];

/**
 * Reads back how the host is set: every interface in the quarantine group alone, that group without rules but those of
 * the allow-list, no elastic address, no profile of its own. `isolated` says here that the settings are as they should
 * be. That is no proof, since settings say nothing of traffic; but without it nothing else is one.
 */
export async function lookAtConfiguration(context: LookContext): Promise<Look> {
  const { calls, instance } = context;
  const attached = await attachedTo(context, instance);
  const interfaces = attached.answers.flatMap(({ NetworkInterfaces }) => NetworkInterfaces ?? []);
  const ids = sorted(
    interfaces.flatMap(({ Groups }) => Groups ?? []).map(({ GroupId }) => GroupId),
  );
  const groups = await groupsOf(calls, [...new Set(ids)]);
  const profile = await associationsOf(calls, instance.id);
  const asked = [attached, groups, profile];
  const described = groups.answers.flatMap(({ SecurityGroups }) => SecurityGroups ?? []);
  const faults = [
    ...groupFaults(context, interfaces, described),
    ...addressFaults(interfaces),
    ...profileFaults(context, profile.answers),
  ];
  return {
    method: 'configuration',
    ...judge(faults, gapIn(...asked)),
    records: recordsOf(context, ...asked),
  };
}

function judge(
  faults: readonly string[],
  gap: string | undefined,
): Pick<Look, 'verdict' | 'reason'> {
  if (faults.length > 0)
    return { verdict: 'reached', reason: [...faults, gap ?? []].flat().join('; ') };
  if (gap !== undefined) return { verdict: 'unknown', reason: gap };
  return { verdict: 'isolated', reason: 'all settings are those of the quarantine' };
}

/** Asked by what they are attached to, and expected to be all that the instance has: none is left out (F-25). */
const attachedTo = (
  { calls }: LookContext,
  { id, interfaces }: Instance,
): Promise<Asked<'ec2:DescribeNetworkInterfaces'>> =>
  ask(calls, ['ec2:DescribeNetworkInterfaces', filterBy('attachment.instance-id', [id])], {
    next: nextToken,
    expected: {
      ids: interfaces.length === 0 ? [`every interface of ${id}`] : interfaces.map((eni) => eni.id),
      found: ({ NetworkInterfaces }) =>
        (NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    },
  });

function groupFaults(
  context: LookContext,
  interfaces: readonly Eni[],
  groups: readonly Group[],
): readonly string[] {
  const quarantine = groups.filter((group) => isQuarantine(context, group));
  const others = groups.filter((group) => !quarantine.includes(group));
  // A group that the answer leaves out is no fault but a gap.
  const open = new Set(others.map(({ GroupId }) => GroupId));
  const faults = interfaces
    .map(({ NetworkInterfaceId, Groups }) => ({
      id: NetworkInterfaceId ?? 'an interface',
      on: sorted((Groups ?? []).map(({ GroupId }) => GroupId)),
    }))
    .filter(({ on }) => on.length !== 1 || on.some((id) => open.has(id)))
    .map(({ id, on }) => `${id} is in ${on.join(', ') || 'no group'}, not in quarantine alone`);
  return [...faults, ...quarantine.flatMap((group) => ruleFaults(context, group))];
}

const isQuarantine = (context: LookContext, { GroupName, Tags }: Group): boolean =>
  GroupName === groupName(context, 'quarantine') &&
  (Tags ?? []).some(({ Key, Value }) => Key === CASE_TAG && Value === context.case);

function ruleFaults({ contain }: LookContext, group: Group): readonly string[] {
  const { inbound, outbound } = contain.allow;
  return [
    ...rulesOf(group.IpPermissions)
      .filter((rule) => !inbound.includes(rule))
      .map((rule) => `the quarantine lets in ${rule}`),
    ...rulesOf(group.IpPermissionsEgress)
      .filter((rule) => !outbound.includes(rule))
      .map((rule) => `the quarantine lets out ${rule}`),
  ];
}

/** An address that is not associated by an allocation goes with the start of the host, and cannot be taken off. */
const addressFaults = (interfaces: readonly Eni[]): readonly string[] =>
  interfaces
    .flatMap(({ PrivateIpAddresses }) => PrivateIpAddresses ?? [])
    .filter(({ Association }) => Association?.AllocationId !== undefined)
    .map(
      ({ Association }) =>
        `the elastic address ${Association?.PublicIp ?? ''} is still on the host`,
    );

/** By both questions that show a profile: an empty answer to one does not hide what the other says. */
function profileFaults(
  { contain, instance, subject }: LookContext,
  answers: readonly Out<'ec2:DescribeIamInstanceProfileAssociations'>[],
): readonly string[] {
  const associated = answers
    .flatMap(({ IamInstanceProfileAssociations }) => IamInstanceProfileAssociations ?? [])
    .filter(({ State }) => State !== 'disassociated' && State !== 'disassociating')
    .map(({ IamInstanceProfile }) => IamInstanceProfile?.Arn ?? 'without a name');
  return [...new Set([...associated, instance.profileArn ?? []].flat())]
    .filter((arn) => arn !== replacementArn(subject, contain))
    .map((arn) => `the profile ${arn} is still worn`);
}
