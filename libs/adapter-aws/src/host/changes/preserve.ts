import type { HostChange, HostState } from '@afo/ports';
import { instanceFacts } from '../facts/instance-facts.ts';
import type { InstanceFacts } from '../facts/instance-facts.ts';
import { classicBalancersOf, targetsOf } from '../facts/traffic-facts.ts';
import {
  autoScalingMembership,
  groupMinimum,
  isStandby,
  memberOf,
  scaleInProtection,
  sizesOf,
} from '../settings/auto-scaling.ts';
import { CASE_TAG } from '../settings/case-group.ts';
import { deleteOnTermination } from '../settings/delete-on-termination.ts';
import {
  shutdownBehaviour,
  stopProtection,
  terminationProtection,
} from '../settings/instance-attributes.ts';
import { instanceTag, tagResource } from '../settings/instance-tag.ts';
import {
  classicRegistration,
  classicResource,
  targetRegistration,
  targetResource,
} from '../settings/load-balancing.ts';
import type { HostContext, Setting } from '../settings/setting.ts';
import { orBlind } from './blind-change.ts';
import { makeChange } from './make-change.ts';

const step = 'preserve';

/**
 * What keeps a host from being ended, with its volumes, by anybody or anything (PRE-1), and from being recycled by
 * what it serves (PRE-2, F-26). A host that goes to standby is taken out of its group's target groups by Auto Scaling:
 * so these come first, and a release puts them back last.
 */
export async function preserveChanges(context: HostContext): Promise<readonly HostChange[]> {
  const facts = await instanceFacts(context.calls, context.subject.id);
  return [
    tag(context),
    ...protections(context, facts),
    ...(await orBlind(context, unseen('target-group.registration'), () => targets(context, facts))),
    ...(await orBlind(context, unseen('load-balancer.registration'), () => balancers(context))),
    ...(await orBlind(context, unseen('auto-scaling.membership'), () => autoScaling(context))),
  ];
}

const unseen = (setting: string) =>
  ({
    step,
    setting,
    call:
      setting === 'target-group.registration'
        ? 'elasticloadbalancing:DeregisterTargets'
        : setting === 'load-balancer.registration'
          ? 'elasticloadbalancing:DeregisterInstancesFromLoadBalancer'
          : 'autoscaling:EnterStandby',
  }) as const;

function tag(context: HostContext): HostChange {
  return makeChange(context, {
    step,
    setting: instanceTag(context),
    resource: tagResource(context.subject.id, CASE_TAG),
    wanted: { value: context.case },
  });
}

function protections(context: HostContext, facts: InstanceFacts): readonly HostChange[] {
  const { id: resource, isSpot, canStop, devices } = facts;
  const change = (setting: Setting, wanted: HostState) =>
    makeChange(context, { step, setting, resource, wanted });
  const stays = Object.fromEntries(devices.map((device) => [device, false]));
  return [
    ...(isSpot ? [] : [change(terminationProtection(context), { value: true })]),
    ...(isSpot || !canStop ? [] : [change(stopProtection(context), { value: true })]),
    ...(isSpot || !canStop ? [] : [change(shutdownBehaviour(context), { value: 'stop' })]),
    ...(devices.length === 0 ? [] : [change(deleteOnTermination(context), stays)]),
  ];
}

async function targets(context: HostContext, facts: InstanceFacts): Promise<readonly HostChange[]> {
  const setting = targetRegistration(context);
  return (await targetsOf(context.calls, facts)).map((target) =>
    makeChange(context, {
      step,
      setting,
      resource: targetResource(target),
      wanted: { registered: false },
      alsoHits: [`${target.group}: the other targets get the host's share of the traffic`],
    }),
  );
}

async function balancers(context: HostContext): Promise<readonly HostChange[]> {
  const setting = classicRegistration(context);
  const { id } = context.subject;
  return (await classicBalancersOf(context.calls, id)).map((name) =>
    makeChange(context, {
      step,
      setting,
      resource: classicResource(name, id),
      wanted: { registered: false },
      alsoHits: [`load balancer ${name}: the other hosts get the host's share of the traffic`],
    }),
  );
}

async function autoScaling(context: HostContext): Promise<readonly HostChange[]> {
  const { calls, subject } = context;
  const member = await memberOf(calls, subject.id);
  const group = member?.AutoScalingGroupName;
  if (member === undefined || group === undefined) return [];
  const { min, desired } = await sizesOf(calls, group);
  const held = isStandby(member) ? desired : Math.max(0, desired - 1);
  const change = (setting: Setting, wanted: HostState, alsoHits: readonly string[]) =>
    makeChange(context, { step, setting, resource: subject.id, wanted, alsoHits });
  return [
    change(scaleInProtection(context), { group, protected: true }, []),
    // Always named, so that an attempt that died half way finds it: it is in effect where the group is large enough.
    change(groupMinimum(context), { group, minimum: Math.min(min, held) }, [
      `Auto Scaling group ${group}: its least size`,
    ]),
    change(autoScalingMembership(context), { group, standby: true }, [
      `Auto Scaling group ${group}: one instance fewer is in service while the host is held`,
    ]),
  ];
}
