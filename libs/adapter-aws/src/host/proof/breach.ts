import { BlockList, isIP, isIPv6 } from 'node:net';
import type { ContainOptions } from '../changes/options.ts';
import type { Instance } from '../inventory/instance.ts';
import type { FlowRecord } from './flow-log-lines.ts';

/**
 * How many records show traffic that got through: with anybody, and with networks that stay reachable on purpose. A
 * prefix list or a group among those is no network here: traffic by it counts as a breach, since nobody could tell.
 */
export function breachesIn(
  records: readonly FlowRecord[],
  instance: Instance,
  { allow }: Pick<ContainOptions, 'allow'>,
): { readonly breaches: number; readonly allowed: number } {
  const accepted = records.filter(({ action }) => action === 'ACCEPT');
  const own = new Set(
    instance.interfaces.flatMap((eni) => [...eni.privateAddresses, ...eni.ipv6Addresses]),
  );
  const networks = blockListOf([...allow.inbound, ...allow.outbound]);
  const exempt = accepted.filter((record) => {
    const peer = peerOf(record, own);
    return peer !== undefined && networks.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4');
  });
  return { breaches: accepted.length - exempt.length, allowed: exempt.length };
}

/** Whom the host talked with; undefined where the record does not say for certain, and then nothing is exempt. */
function peerOf({ from, to }: FlowRecord, own: ReadonlySet<string>): string | undefined {
  if (own.has(from) === own.has(to)) return undefined;
  const peer = own.has(from) ? to : from;
  return isIP(peer) === 0 ? undefined : peer;
}

/** Of rules in words, whose last is the peer. */
function blockListOf(rules: readonly string[]): BlockList {
  const list = new BlockList();
  for (const rule of rules) {
    const [address = '', bits] = (rule.split(' ').at(-1) ?? '').split('/');
    if (isIP(address) === 0) continue;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
}
