import type { HostState } from '@afo/ports';
import { z } from 'zod';
import { caseGroupId } from './case-group.ts';
import { found, sorted, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const NAME = 'eni.groups';
const schema = z.object({ groups: z.array(z.string().min(1).max(256)).min(1).max(16) });

export interface InterfaceGroups extends Setting {
  /** Asks EC2 whether it would set them, which it does not. @throws PortError where it would not */
  readonly rehearse: (eni: string, wanted: HostState) => Promise<void>;
}

/**
 * The groups of an interface: `{ groups }`. A group of the case stands there by its name, since a plan is made before
 * the group is; every other by its id. EC2 has no names that begin with `sg-`.
 */
export function interfaceGroups(context: HostContext): InterfaceGroups {
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
  const inputOf = async (eni: string, wanted: HostState) => {
    const { groups } = stateAs(schema, wanted, NAME);
    const vpc = await vpcOf(eni);
    const ids: string[] = [];
    for (const name of groups)
      ids.push(name.startsWith('sg-') ? name : await caseGroupId(context, { vpc, name }));
    return { NetworkInterfaceId: eni, Groups: ids };
  };
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
      const input = await inputOf(eni, wanted);
      return (await calls.call('ec2:ModifyNetworkInterfaceAttribute', input)).requestId;
    },
    rehearse: async (eni, wanted) => {
      const input = { ...(await inputOf(eni, wanted)), DryRun: true };
      await calls.call('ec2:ModifyNetworkInterfaceAttribute', input);
    },
    shown: (_, wanted) => ({
      call: 'ec2:ModifyNetworkInterfaceAttribute',
      parameters: { Groups: stateAs(schema, wanted, NAME).groups.join(', ') },
    }),
  };
}
