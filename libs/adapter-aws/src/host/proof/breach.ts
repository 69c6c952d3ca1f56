import { BlockList, isIP, isIPv6 } from 'node:net';
import type { ContainOptions } from '../changes/options.ts';
import type { Instance } from '../inventory/instance.ts';
import type { FlowRecord } from './flow-log-lines.ts';

/**
 * How many records show traffic that got through: with anybody, and by rules that stay on purpose. A prefix list or a
 * group among those is no network here, and a record without the ports that a rule speaks of is not by that rule: what
 * nobody can tell counts as a breach.
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
  const rules = [
    ...allow.inbound.flatMap((rule) => ruleIn(rule, 'host')),
    ...allow.outbound.flatMap((rule) => ruleIn(rule, 'peer')),
  ];
  const exempt = accepted.filter((record) => {
    const talk = talkOf(record, own);
    return talk !== undefined && rules.some((rule) => isBy(talk, rule));
  });
  return { breaches: accepted.length - exempt.length, allowed: exempt.length };
}

interface Talk {
  readonly peer: string;
  readonly protocol: number | undefined;
  readonly ports: { readonly host: number | undefined; readonly peer: number | undefined };
}

/** Whom the host talked with; undefined where the record does not say for certain, and then nothing is exempt. */
function talkOf(record: FlowRecord, own: ReadonlySet<string>): Talk | undefined {
  const { from, to, protocol, fromPort, toPort } = record;
  const isOut = own.has(from);
  if (isOut === own.has(to)) return undefined;
  const peer = isOut ? to : from;
  if (isIP(peer) === 0) return undefined;
  const ports = isOut ? { host: fromPort, peer: toPort } : { host: toPort, peer: fromPort };
  return { peer, protocol, ports };
}

interface Rule {
  readonly network: BlockList;
  /** IANA number, with the ports of the side that serves; everything without. */
  readonly traffic?: { readonly protocol: number; readonly from: number; readonly to: number };
  readonly server: 'host' | 'peer';
}

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17 };

/** A rule in words, `tcp 443-443 10.0.0.0/16`; none where its peer is no network. */
function ruleIn(words: string, server: Rule['server']): readonly Rule[] {
  const network = networkOf(words.slice(words.lastIndexOf(' ') + 1));
  if (network === undefined) return [];
  if (words.startsWith('all ')) return [{ network, server }];
  const [, name = '', from, to] = /^(\w+) (\d+)-(\d+) /u.exec(words) ?? [];
  const protocol = PROTOCOLS[name];
  if (protocol === undefined) return [];
  return [{ network, server, traffic: { protocol, from: Number(from), to: Number(to) } }];
}

function networkOf(text: string): BlockList | undefined {
  const [address = '', bits] = text.split('/');
  if (isIP(address) === 0) return undefined;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  return list;
}

function isBy({ peer, protocol, ports }: Talk, { network, traffic, server }: Rule): boolean {
  if (!network.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4')) return false;
  if (traffic === undefined) return true;
  const port = ports[server];
  return (
    protocol === traffic.protocol &&
    port !== undefined &&
    port >= traffic.from &&
    port <= traffic.to
  );
}
