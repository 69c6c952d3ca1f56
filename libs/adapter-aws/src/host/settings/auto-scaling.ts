import { z } from 'zod';
import type { HostCalls, Out } from '../host-calls.ts';
import { found, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

type Member = NonNullable<
  Out<'autoscaling:DescribeAutoScalingInstances'>['AutoScalingInstances']
>[number];

/** The Auto Scaling view of an instance; undefined where no group has it. */
export async function memberOf(calls: HostCalls, instance: string): Promise<Member | undefined> {
  const { output } = await calls.call('autoscaling:DescribeAutoScalingInstances', {
    InstanceIds: [instance],
  });
  return output.AutoScalingInstances?.find(({ InstanceId }) => InstanceId === instance);
}

/** Sizes of a group as it is now. */
export async function sizesOf(
  calls: HostCalls,
  group: string,
): Promise<{ readonly min: number; readonly desired: number }> {
  const { output } = await calls.call('autoscaling:DescribeAutoScalingGroups', {
    AutoScalingGroupNames: [group],
  });
  const described = output.AutoScalingGroups?.find((one) => one.AutoScalingGroupName === group);
  const { MinSize, DesiredCapacity } = found(described, `Auto Scaling group ${group}`);
  return {
    min: found(MinSize, `minimum of ${group}`),
    desired: found(DesiredCapacity, `capacity of ${group}`),
  };
}

/** Whether the group leaves the member alone, or is about to. */
export const isStandby = ({ LifecycleState }: Pick<Member, 'LifecycleState'>): boolean =>
  LifecycleState === 'Standby' || LifecycleState === 'EnteringStandby';

const membershipSchema = z.object({ group: z.string().min(1), standby: z.boolean() });

/**
 * In service or on standby: `{ group, standby }`. A member on standby is neither checked for health nor replaced nor
 * scaled in. Capacity follows: one fewer is wanted while it is held, one more when it comes back.
 */
export function autoScalingMembership({ calls }: HostContext): Setting {
  const name = 'auto-scaling.membership';
  return {
    name,
    read: async (instance) => {
      const member = await memberOf(calls, instance);
      return {
        group: member?.AutoScalingGroupName ?? null,
        standby: !!member && isStandby(member),
      };
    },
    set: async (instance, wanted) => {
      const { group, standby } = stateAs(membershipSchema, wanted, name);
      const input = { AutoScalingGroupName: group, InstanceIds: [instance] };
      const answer = standby
        ? await calls.call('autoscaling:EnterStandby', {
            ...input,
            ShouldDecrementDesiredCapacity: true,
          })
        : await calls.call('autoscaling:ExitStandby', input);
      return answer.requestId;
    },
    shown: (_, wanted) => {
      const { group, standby } = stateAs(membershipSchema, wanted, name);
      return standby
        ? {
            call: 'autoscaling:EnterStandby',
            parameters: { AutoScalingGroupName: group, ShouldDecrementDesiredCapacity: true },
          }
        : { call: 'autoscaling:ExitStandby', parameters: { AutoScalingGroupName: group } };
    },
  };
}

const protectionSchema = z.object({ group: z.string().min(1), protected: z.boolean() });

/** Whether scale-in passes the member over: `{ group, protected }`. Termination protection does not (F-26). */
export function scaleInProtection({ calls }: HostContext): Setting {
  const name = 'auto-scaling.scale-in-protection';
  return {
    name,
    read: async (instance) => {
      const member = await memberOf(calls, instance);
      return {
        group: member?.AutoScalingGroupName ?? null,
        protected: member?.ProtectedFromScaleIn ?? false,
      };
    },
    set: async (instance, wanted) => {
      const state = stateAs(protectionSchema, wanted, name);
      const { requestId } = await calls.call('autoscaling:SetInstanceProtection', {
        AutoScalingGroupName: state.group,
        InstanceIds: [instance],
        ProtectedFromScaleIn: state.protected,
      });
      return requestId;
    },
    shown: (_, wanted) => {
      const state = stateAs(protectionSchema, wanted, name);
      return {
        call: 'autoscaling:SetInstanceProtection',
        parameters: { AutoScalingGroupName: state.group, ProtectedFromScaleIn: state.protected },
      };
    },
  };
}

const minimumSchema = z.object({ group: z.string().min(1), minimum: z.int().min(0) });

/** The least size of the instance's group: `{ group, minimum }`. A group at its least lets no member go to standby. */
export function groupMinimum({ calls }: HostContext): Setting {
  const name = 'auto-scaling.minimum';
  return {
    name,
    read: async (instance) => {
      const group = (await memberOf(calls, instance))?.AutoScalingGroupName;
      if (group === undefined) return { group: null };
      return { group, minimum: (await sizesOf(calls, group)).min };
    },
    set: async (_, wanted) => {
      const { group, minimum } = stateAs(minimumSchema, wanted, name);
      const input = { AutoScalingGroupName: group, MinSize: minimum };
      return (await calls.call('autoscaling:UpdateAutoScalingGroup', input)).requestId;
    },
    shown: (_, wanted) => {
      const { group, minimum } = stateAs(minimumSchema, wanted, name);
      return {
        call: 'autoscaling:UpdateAutoScalingGroup',
        resource: group,
        parameters: { MinSize: minimum },
      };
    },
  };
}
