import type { HostChange } from '@afo/ports';
import { elasticAddresses, instanceFacts } from '../facts/instance-facts.ts';
import type { HostInterface } from '../facts/instance-facts.ts';
import { addressAssociation } from '../settings/address-association.ts';
import { groupName } from '../settings/case-group.ts';
import { interfaceGroups } from '../settings/interface-groups.ts';
import { groupResource, securityGroup } from '../settings/security-group.ts';
import type { HostContext } from '../settings/setting.ts';
import { orBlind } from './blind-change.ts';
import { makeChange } from './make-change.ts';
import type { ContainOptions } from './options.ts';
import { passage } from './passage.ts';
import { waysBack } from './through-open-group.ts';
import { mayHit, subnetFallback } from './subnet-fallback.ts';
import { roleChanges } from './role-changes.ts';
import type { LoggedChange } from './logged-change.ts';

const step = 'contain';

/**
 * What isolates a host (CON-1): every interface in a group of the case that lets nothing through, its connections cut,
 * its public addresses off, its profile gone and the older sessions of its role denied. The network comes first, and
 * what fails of one part keeps no other from being done (F-20, F-21). Before all of it comes the way back out of an open
 * group, where an attempt before has ended in one.
 */
export async function containChanges(
  context: HostContext,
  options: ContainOptions,
  logged: readonly LoggedChange[],
): Promise<readonly HostChange[]> {
  const back = waysBack(context, logged);
  const forward = () => forwardChanges(context, options, { logged, back });
  // Not knowing the host keeps nobody from closing what an attempt before has left open.
  return back.length === 0
    ? await forward()
    : [...back, ...(await orBlind(context, unseenHost, forward))];
}

const unseenHost = { step, setting: 'host', call: 'ec2:DescribeInstances' } as const;

async function forwardChanges(
  context: HostContext,
  options: ContainOptions,
  {
    logged,
    back,
  }: { readonly logged: readonly LoggedChange[]; readonly back: readonly HostChange[] },
): Promise<readonly HostChange[]> {
  const facts = await instanceFacts(context.calls, context.subject.id);
  const vpcs = [...new Set(facts.interfaces.map(({ vpc }) => vpc))].sort();
  const network = vpcs.flatMap((vpc) => {
    const inVpc = facts.interfaces.filter((eni) => eni.vpc === vpc);
    return networkOf(context, { vpc, interfaces: inVpc, back }, options);
  });
  return [
    ...network,
    ...(options.networkAclFallback === true
      ? await subnetFallback(context, facts.interfaces, logged)
      : []),
    ...(await orBlind(context, unseenAddresses, () => addresses(context, facts.interfaces))),
    ...(await roleChanges(context, options, logged)),
  ];
}

const unseenAddresses = {
  step,
  setting: 'address.association',
  call: 'ec2:DisassociateAddress',
} as const;

interface InVpc {
  readonly vpc: string;
  readonly interfaces: readonly HostInterface[];
  readonly back: readonly HostChange[];
}

/** One quarantine group per VPC and case: made, closed, read back, and only then put on the interfaces (F-23). */
function networkOf(
  context: HostContext,
  { vpc, interfaces, back }: InVpc,
  options: ContainOptions,
): readonly HostChange[] {
  const name = groupName(context, 'quarantine');
  const group = { step, setting: securityGroup(context), resource: groupResource(vpc, name) };
  const { inbound, outbound } = options.allow;
  const hasIpv6 = interfaces.some((eni) => eni.hasIpv6);
  const made = makeChange(context, {
    ...group,
    as: 'quarantine.make',
    wanted: { exists: true },
  });
  const closed = makeChange(context, {
    ...group,
    as: 'quarantine.close',
    wanted: { exists: true, inbound: [...inbound].sort(), outbound: [...outbound].sort() },
    needs: [made],
  });
  const moved = interfaces.map((eni) =>
    makeChange(context, {
      step,
      setting: interfaceGroups(context),
      resource: eni.id,
      alsoHits: options.networkAclFallback === true ? [mayHit(eni)] : [],
      wanted: { groups: [name] },
      needs: [closed],
    }),
  );
  return [
    made,
    closed,
    ...moved,
    ...(options.cutConnections
      ? passage(context, { vpc, hasIpv6, quarantine: closed, moved, back })
      : []),
  ];
}

async function addresses(
  context: HostContext,
  interfaces: readonly HostInterface[],
): Promise<readonly HostChange[]> {
  return (await elasticAddresses(context.calls, interfaces)).map((resource) =>
    makeChange(context, {
      step,
      setting: addressAssociation(context),
      resource,
      wanted: { eni: null, address: null },
    }),
  );
}
