import { PortError } from '@afo/ports';
import type { Out } from '../host-calls.ts';
import { found } from './setting.ts';
import type { HostContext } from './setting.ts';

export type Group = NonNullable<Out<'ec2:DescribeSecurityGroups'>['SecurityGroups']>[number];

/** Tag with the id of the case on everything that is made or held for it. */
export const CASE_TAG = 'afo:case';

/** What a group that is made for a case is for: to hold the host, or to make EC2 forget its connections. */
export type GroupUse = 'quarantine' | 'conversion';

export interface GroupPlace {
  readonly vpc: string;
  readonly name: string;
}

/** Names of groups are unique in a VPC and hold the case: no case can come upon another one's group (F-23). */
export const groupName = ({ case: id }: Pick<HostContext, 'case'>, use: GroupUse): string =>
  `afo-${use}-${id}`;

/**
 * The group of this name that is tagged as this case's; undefined where there is none.
 * @throws PortError `aws.conflict` where there are several, which EC2 does not allow
 */
export async function findCaseGroup(
  { calls, case: id, remembered }: HostContext,
  { vpc, name }: GroupPlace,
): Promise<Group | undefined> {
  const { output } = await calls.call('ec2:DescribeSecurityGroups', {
    Filters: [
      { Name: 'vpc-id', Values: [vpc] },
      { Name: 'group-name', Values: [name] },
      { Name: `tag:${CASE_TAG}`, Values: [id] },
    ],
  });
  const groups = (output.SecurityGroups ?? []).filter(({ GroupName }) => GroupName === name);
  if (groups.length > 1) throw new PortError('aws.conflict', `several groups are named ${name}`);
  const [group] = groups;
  if (group?.GroupId !== undefined) remembered.set(`${vpc}/${name}`, group.GroupId);
  return group;
}

/** Its id, as it was read last. @throws PortError `aws.not-found` */
export async function caseGroupId(context: HostContext, place: GroupPlace): Promise<string> {
  const known = context.remembered.get(`${place.vpc}/${place.name}`);
  return known ?? found((await findCaseGroup(context, place))?.GroupId, place.name);
}
