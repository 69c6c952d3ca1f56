import { z } from 'zod';
import { caseGroupId } from './case-group.ts';
import { found, sorted, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const NAME = 'eni.groups';
const schema = z.object({ groups: z.array(z.string().min(1).max(256)).min(1).max(16) });

/**
 * The groups of an interface: `{ groups }`. A group of the case stands there by its name, since a plan is made before
 * the group is; every other by its id. EC2 has no names that begin with `sg-`.
 */
export function interfaceGroups(context: HostContext): Setting {
  const { calls, remembered } = context;
  const describe = async (eni: string) => {
    const { output } = await calls.call('ec2:DescribeNetworkInterfaces', {
      NetworkInterfaceIds: [eni],
    });
    const described = found(output.NetworkInterfaces?.[0], eni);
    remembered.set(eni, found(described.VpcId, `VPC of ${eni}`));
    return described;
  };
  const vpcOf = async (eni: string) =>
    remembered.get(eni) ?? found((await describe(eni)).VpcId, `VPC of ${eni}`);
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
      const vpc = await vpcOf(eni);
      const ids: string[] = [];
      for (const name of groups)
        ids.push(name.startsWith('sg-') ? name : await caseGroupId(context, { vpc, name }));
      const input = { NetworkInterfaceId: eni, Groups: ids };
      return (await calls.call('ec2:ModifyNetworkInterfaceAttribute', input)).requestId;
    },
    shown: (_, wanted) => ({
      call: 'ec2:ModifyNetworkInterfaceAttribute',
      parameters: { Groups: stateAs(schema, wanted, NAME).groups.join(', ') },
    }),
  };
}
