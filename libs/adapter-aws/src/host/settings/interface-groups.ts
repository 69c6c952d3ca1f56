import { z } from 'zod';
import { findCaseGroup } from './case-group.ts';
import { found, sorted, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const NAME = 'eni.groups';
const schema = z.object({ groups: z.array(z.string().min(1).max(256)).min(1).max(16) });

/**
 * The groups of an interface: `{ groups }`. A group of the case stands there by its name, since a plan is made before
 * the group is; every other by its id. EC2 has no names that begin with `sg-`.
 */
export function interfaceGroups(context: HostContext): Setting {
  const { calls } = context;
  const describe = async (eni: string) => {
    const { output } = await calls.call('ec2:DescribeNetworkInterfaces', {
      NetworkInterfaceIds: [eni],
    });
    return found(output.NetworkInterfaces?.[0], eni);
  };
  const idOf = async (vpc: string, group: string): Promise<string> =>
    group.startsWith('sg-')
      ? group
      : found((await findCaseGroup(context, { vpc, name: group }))?.GroupId, group);
  return {
    name: NAME,
    read: async (eni) => {
      const { Groups } = await describe(eni);
      return {
        groups: sorted(
          (Groups ?? []).map(({ GroupId, GroupName }) =>
            GroupName?.startsWith('afo-') === true && GroupName.endsWith(context.case)
              ? GroupName
              : GroupId,
          ),
        ),
      };
    },
    set: async (eni, wanted) => {
      const { groups } = stateAs(schema, wanted, NAME);
      const vpc = found((await describe(eni)).VpcId, `VPC of ${eni}`);
      const ids: string[] = [];
      for (const group of groups) ids.push(await idOf(vpc, group));
      const input = { NetworkInterfaceId: eni, Groups: ids };
      return (await calls.call('ec2:ModifyNetworkInterfaceAttribute', input)).requestId;
    },
    shown: (_, wanted) => ({
      call: 'ec2:ModifyNetworkInterfaceAttribute',
      parameters: { Groups: stateAs(schema, wanted, NAME).groups.join(', ') },
    }),
  };
}
