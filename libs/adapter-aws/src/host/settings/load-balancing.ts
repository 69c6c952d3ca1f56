import { z } from 'zod';
import { stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const schema = z.object({ registered: z.boolean() });

/** A target of a target group: an instance or an address, with its port. */
export interface Target {
  readonly group: string;
  readonly id: string;
  readonly port: number;
}

// Ends of targets hold `:` (IPv6) and ARNs hold `/`; neither holds `#`.
export const targetResource = ({ group, id, port }: Target): string =>
  `${group}#${id}#${String(port)}`;

function targetOf(resource: string): Target {
  const [group = '', id = '', port = ''] = resource.split('#');
  return { group, id, port: Number(port) };
}

/** Whether a target group sends the host traffic: `{ registered }`. One that drains is not registered any more. */
export function targetRegistration({ calls }: HostContext): Setting {
  const name = 'target-group.registration';
  const callFor = (registered: boolean) =>
    registered ? 'elasticloadbalancing:RegisterTargets' : 'elasticloadbalancing:DeregisterTargets';
  return {
    name,
    read: async (resource) => {
      const { group, id, port } = targetOf(resource);
      const { output } = await calls.call('elasticloadbalancing:DescribeTargetHealth', {
        TargetGroupArn: group,
      });
      const registered = (output.TargetHealthDescriptions ?? []).some(
        ({ Target: target, TargetHealth }) =>
          target?.Id === id && target.Port === port && TargetHealth?.State !== 'draining',
      );
      return { registered };
    },
    set: async (resource, wanted) => {
      const { group, id, port } = targetOf(resource);
      const input = { TargetGroupArn: group, Targets: [{ Id: id, Port: port }] };
      const { registered } = stateAs(schema, wanted, name);
      return (await calls.call(callFor(registered), input)).requestId;
    },
    shown: (resource, wanted) => {
      const { group, id, port } = targetOf(resource);
      return {
        call: callFor(stateAs(schema, wanted, name).registered),
        resource: group,
        parameters: { Target: id, Port: port },
      };
    },
  };
}

export const classicResource = (balancer: string, instance: string): string =>
  `${balancer}#${instance}`;

/** Whether a classic load balancer sends the host traffic: `{ registered }`. The resource is `balancer#i-…`. */
export function classicRegistration({ calls }: HostContext): Setting {
  const name = 'load-balancer.registration';
  const callFor = (registered: boolean) =>
    registered
      ? 'elasticloadbalancing:RegisterInstancesWithLoadBalancer'
      : 'elasticloadbalancing:DeregisterInstancesFromLoadBalancer';
  return {
    name,
    read: async (resource) => {
      const [balancer = '', instance] = resource.split('#');
      const { output } = await calls.call('elasticloadbalancing:DescribeLoadBalancers', {
        LoadBalancerNames: [balancer],
      });
      const described = (output.LoadBalancerDescriptions ?? []).find(
        ({ LoadBalancerName }) => LoadBalancerName === balancer,
      );
      const registered = described?.Instances?.some(({ InstanceId }) => InstanceId === instance);
      return { registered: registered ?? false };
    },
    set: async (resource, wanted) => {
      const [balancer, instance] = resource.split('#');
      const input = { LoadBalancerName: balancer, Instances: [{ InstanceId: instance }] };
      const { registered } = stateAs(schema, wanted, name);
      return (await calls.call(callFor(registered), input)).requestId;
    },
    shown: (resource, wanted) => ({
      call: callFor(stateAs(schema, wanted, name).registered),
      resource: resource.split('#')[0] ?? '',
      parameters: { Instance: resource.split('#')[1] ?? '' },
    }),
  };
}
