import type { HostChange } from '@afo/ports';
import { everyPage } from '../every-page.ts';
import type { HostInterface } from '../facts/instance-facts.ts';
import { nextToken } from '../inventory/pages.ts';
import { groupName } from '../settings/case-group.ts';
import { networkAcl, subnetAcl } from '../settings/network-acl.ts';
import type { HostContext } from '../settings/setting.ts';
import { orBlind } from './blind-change.ts';
import type { LoggedChange } from './logged-change.ts';
import { makeChange } from './make-change.ts';

const step = 'contain';
const MOST_NAMED = 5000;

/**
 * A closed network ACL on the subnet of each interface whose groups could not be changed in an attempt before. It cuts
 * every connection that leaves the subnet, tracked or not, and none within it; and it hits all other interfaces there.
 */
export async function subnetFallback(
  context: HostContext,
  interfaces: readonly HostInterface[],
  logged: readonly LoggedChange[],
): Promise<readonly HostChange[]> {
  const stuck = interfaces.filter(({ id }) => hasFailed(logged, id));
  const subnets = new Map(stuck.map(({ subnet, vpc }) => [subnet, vpc]));
  const unseen = {
    step,
    setting: 'subnet.network-acl',
    call: 'ec2:ReplaceNetworkAclAssociation',
  } as const;
  const changes: HostChange[] = [];
  for (const [subnet, vpc] of subnets)
    changes.push(
      ...(await orBlind(context, unseen, async () => closing(context, { subnet, vpc }, changes))),
    );
  return changes;
}

/** What the plan says of an interface before it is known whether the fallback is needed. */
export const mayHit = ({ subnet }: HostInterface): string =>
  `if its groups cannot be changed: every interface in ${subnet}, by a network ACL`;

/** Failed before, or held by the fallback already; it stays until the host is released. */
function hasFailed(logged: readonly LoggedChange[], eni: string): boolean {
  return logged.some(
    ({ change, phase }) => change === `${step}/eni.groups/${eni}` && phase === 'failed',
  );
}

async function closing(
  context: HostContext,
  { subnet, vpc }: { readonly subnet: string; readonly vpc: string },
  before: readonly HostChange[],
): Promise<readonly HostChange[]> {
  const alsoHits = await neighboursIn(context, subnet);
  const acl = makeChange(context, {
    step,
    setting: networkAcl(context),
    resource: vpc,
    wanted: { exists: true, closed: true },
  });
  const isThere = before.some(({ id }) => id === acl.id);
  return [
    ...(isThere ? [] : [acl]),
    makeChange(context, {
      step,
      setting: subnetAcl(context),
      resource: subnet,
      wanted: { acl: groupName(context, 'quarantine') },
      needs: [acl],
      alsoHits,
    }),
  ];
}

async function neighboursIn(
  { calls, subject }: HostContext,
  subnet: string,
): Promise<readonly string[]> {
  const pages = await everyPage(
    calls,
    ['ec2:DescribeNetworkInterfaces', { Filters: [{ Name: 'subnet-id', Values: [subnet] }] }],
    nextToken,
  );
  const others = pages
    .flatMap(({ NetworkInterfaces }) => NetworkInterfaces ?? [])
    .filter(({ Attachment }) => Attachment?.InstanceId !== subject.id)
    .map(({ NetworkInterfaceId = '', Attachment }) =>
      `${NetworkInterfaceId} of ${Attachment?.InstanceId ?? 'no instance'}, in ${subnet}`.slice(
        0,
        1024,
      ),
    );
  const left = others.length - MOST_NAMED;
  return [
    ...others.slice(0, MOST_NAMED),
    ...(left > 0 ? [`${String(left)} more interfaces in ${subnet}`] : []),
  ];
}
