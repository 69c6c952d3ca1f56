import type { Operation } from '../host-calls.ts';
import { ask, joined } from '../inventory/ask.ts';
import { distinct, filterBy } from '../inventory/answered.ts';
import type { Instance } from '../inventory/instance.ts';
import { nextToken } from '../inventory/pages.ts';
import { analyse } from './analyzer.ts';
import type { Analysed, Route } from './analyzer.ts';
import { gapIn, recordsOf } from './look.ts';
import type { Look, LookContext } from './look.ts';

/** More analyses than that of one host are neither cheap nor quick. */
const MOST_ROUTES = 64;

/**
 * Asks Reachability Analyzer for a path between the host's interfaces and the internet gateways of their VPCs, both
 * ways, TCP and UDP. It judges the configuration of the whole way, over IPv4 only, and sends no packet (VPC guide,
 * "How Reachability Analyzer works"); a host with IPv6 addresses is therefore not proven by it.
 */
export async function lookByAnalyzer(context: LookContext): Promise<Look> {
  const { calls, instance, means } = context;
  if (!means.reachabilityAnalyzer) return nothing('this deployment does not allow it');
  const vpcs = distinct(instance.interfaces.flatMap(({ vpc }) => vpc ?? []));
  const gateways = await ask(
    calls,
    ['ec2:DescribeInternetGateways', filterBy('attachment.vpc-id', vpcs)],
    { next: nextToken },
  );
  const gap = gapIn(gateways);
  if (gap !== undefined)
    return {
      ...nothing(`the gateways are not known (${gap})`),
      records: recordsOf(context, gateways),
    };
  const byVpc = new Map(
    gateways.answers
      .flatMap(({ InternetGateways }) => InternetGateways ?? [])
      .flatMap(({ InternetGatewayId: id, Attachments }) =>
        id === undefined ? [] : (Attachments ?? []).map(({ VpcId }) => [VpcId, id] as const),
      ),
  );
  const routes = routesOf(instance, byVpc);
  if (typeof routes === 'string')
    return { ...nothing(routes), records: recordsOf(context, gateways) };
  const analysed = await analyse(context, routes);
  return {
    method: 'reachability-analyzer',
    ...judge(instance, routes, analysed),
    records: recordsOf(context, ...byOperation(analysed), gateways),
  };
}

/** One record for each operation; the results first, on which the verdict rests. */
function byOperation({ asked }: Analysed): Analysed['asked'] {
  const operations = new Set<Operation>([
    'ec2:DescribeNetworkInsightsAnalyses',
    ...asked.map(({ operation }) => operation),
  ]);
  return [...operations].map((operation) =>
    joined<Operation>(
      operation,
      asked.filter((one) => one.operation === operation),
    ),
  );
}

/** Every way to be looked at, or why they cannot all be. */
function routesOf(
  { interfaces }: Instance,
  gateways: ReadonlyMap<string | undefined, string>,
): readonly Route[] | string {
  if (interfaces.length === 0) return 'the host has no interface';
  const routes = interfaces.flatMap(({ id, vpc }) => {
    const gateway = gateways.get(vpc);
    if (gateway === undefined) return [];
    return (['tcp', 'udp'] as const).flatMap((Protocol) => [
      { Source: gateway, Destination: id, Protocol },
      { Source: id, Destination: gateway, Protocol },
    ]);
  });
  if (interfaces.some(({ vpc }) => !gateways.has(vpc)))
    return 'a VPC of the host has no internet gateway to look from';
  return routes.length > MOST_ROUTES ? 'the host has too many interfaces for it' : routes;
}

function judge(
  { interfaces }: Instance,
  routes: readonly Route[],
  { found, left, asked }: Analysed,
): Pick<Look, 'verdict' | 'reason'> {
  const rest = left.length === 0 ? '' : `; left behind in the account: ${left.join(', ')}`;
  const open = routes.filter((_route, index) => found[index] === true);
  if (open.length > 0)
    return { verdict: 'reached', reason: `there are paths: ${shown(open)}${rest}` };
  const unknown = routes.filter((_route, index) => found[index] === undefined);
  if (unknown.length > 0) {
    const gap = gapIn(...asked);
    const why = gap === undefined ? '' : ` (${gap})`;
    return { verdict: 'unknown', reason: `no result for ${shown(unknown)}${why}${rest}` };
  }
  const dual = interfaces.filter(({ ipv6Addresses }) => ipv6Addresses.length > 0);
  if (dual.length > 0)
    return {
      verdict: 'unknown',
      reason: `no path over IPv4, but ${dual.map(({ id }) => id).join(', ')} has IPv6 addresses, of which it does not speak${rest}`,
    };
  return {
    verdict: 'isolated',
    reason: `no path between ${routes.length / 4} interfaces and the internet gateways, by the configuration of the whole way${rest}`,
  };
}

const shown = (routes: readonly Route[]): string =>
  routes
    .slice(0, 8)
    .map(({ Source, Destination, Protocol }) => `${Source} to ${Destination} by ${Protocol}`)
    .join(', ');

const nothing = (reason: string): Look => ({
  method: 'reachability-analyzer',
  verdict: 'unknown',
  reason,
  records: [],
});
