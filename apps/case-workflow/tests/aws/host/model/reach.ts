import type { Cloud, Connection } from './cloud.ts';

const ANYWHERE = { IPv4: 'all 0.0.0.0/0', IPv6: 'all ::/0' } as const;

/** What the rules of an interface's groups let through, in words. */
export const rulesOn = (cloud: Cloud, eni: string, direction: 'inbound' | 'outbound'): string[] =>
  isShut(cloud, eni)
    ? []
    : (cloud.interfaces[eni]?.groups ?? []).flatMap(
        (group) => cloud.groups[group]?.[direction] ?? [],
      );

/** A network ACL has no memory: it cuts what is tracked too. Traffic within the subnet is none of its business. */
const isShut = (cloud: Cloud, eni: string): boolean =>
  cloud.acls[cloud.subnets[cloud.interfaces[eni]?.subnet ?? ''] ?? '']?.isClosed ?? false;

/**
 * EC2's connection tracking after a change of groups or rules ("Security group connection tracking"): what allows
 * everything in both directions is not tracked; what is not tracked lives by the rules as they are; what is tracked
 * lives on.
 */
export function track(cloud: Cloud): void {
  for (const flow of cloud.connections.filter(({ alive }) => alive)) {
    if (isShut(cloud, flow.eni)) flow.alive = false;
    else if (isUntracked(cloud, flow)) flow.tracked = false;
    else if (!flow.tracked) flow.alive = isAllowed(cloud, flow);
    if (flow.alive && !flow.tracked && !isUntracked(cloud, flow)) flow.tracked = true;
  }
}

const isUntracked = (cloud: Cloud, { eni, family }: Connection): boolean =>
  rulesOn(cloud, eni, 'inbound').includes(ANYWHERE[family]) &&
  rulesOn(cloud, eni, 'outbound').includes(ANYWHERE[family]);

const isAllowed = (cloud: Cloud, { eni }: Connection): boolean =>
  rulesOn(cloud, eni, 'inbound').length > 0 || rulesOn(cloud, eni, 'outbound').length > 0;

/** Every way in which a host is reached, reaches out, or may call AWS; a set, to be compared with another moment's. */
export function accessOf(cloud: Cloud, instance: string): Set<string> {
  const mine = Object.keys(cloud.interfaces).filter(
    (eni) => cloud.interfaces[eni]?.instance === instance,
  );
  const ways = mine.flatMap((eni) => [
    ...rulesOn(cloud, eni, 'inbound').map((rule) => `${eni} in ${rule}`),
    ...rulesOn(cloud, eni, 'outbound').map((rule) => `${eni} out ${rule}`),
  ]);
  const addresses = Object.entries(cloud.addresses)
    .filter(([, { eni }]) => eni !== null && mine.includes(eni))
    .map(([allocation]) => `${allocation} leads to the host`);
  const flows = cloud.connections.flatMap(({ eni, family, alive }, index) =>
    alive && mine.includes(eni) ? [`flow ${String(index)} ${family}`] : [],
  );
  const profile = cloud.instances[instance]?.profile ?? null;
  return new Set([...ways, ...addresses, ...flows, ...(profile === null ? [] : [profile])]);
}
