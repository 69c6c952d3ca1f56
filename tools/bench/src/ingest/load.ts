import { z } from 'zod';

/** One kind of load: which finding the n-th delivery carries. */
export interface Load {
  readonly name: string;
  readonly deliveries: number;
  /** Cases that it must open, no more and no fewer. */
  readonly opens: number;
  readonly finding: (n: number) => { readonly instance: number; readonly update: number };
}

export interface Measured {
  readonly name: string;
  readonly deliveries: number;
  readonly seconds: number;
  readonly opened: number;
  /** Milliseconds from the request to its answer. */
  readonly p50: number;
  readonly p99: number;
}

const answerSchema = z.object({
  cases: z.array(z.object({ outcome: z.enum(['opened', 'attached']) })),
});

/**
 * Sends a load by so many senders at once, each waiting for its answer, and measures it. Whatever is not answered by
 * 202 ends the measurement: a fast refusal is no speed.
 */
export async function send(load: Load, url: string, senders: number): Promise<Measured> {
  const latencies: number[] = [];
  let opened = 0;
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (next < load.deliveries) {
        const body = event(load.finding(next++));
        const sent = performance.now();
        const cases = await post(url, body);
        opened += cases;
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  if (opened !== load.opens)
    throw new Error(`${load.name}: ${opened} cases were opened, and not ${load.opens}`);
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
  return {
    name: load.name,
    deliveries: load.deliveries,
    seconds,
    opened,
    p50: at(0.5),
    p99: at(0.99),
  };
}

async function post(url: string, body: string): Promise<number> {
  const reply = await fetch(`${url}/events`, { method: 'POST', body });
  const text = await reply.text();
  if (reply.status !== 202) throw new Error(`answered by ${reply.status}: ${text.slice(0, 500)}`);
  const { cases } = answerSchema.parse(JSON.parse(text));
  return cases.filter(({ outcome }) => outcome === 'opened').length;
}

const FIRST_UPDATE = Date.parse('2026-11-24T02:44:00Z');

/** An EventBridge event of GuardDuty, with the members that such an event has. */
function event({
  instance,
  update,
}: {
  readonly instance: number;
  readonly update: number;
}): string {
  const id = `i-${instance.toString(16).padStart(17, '0')}`;
  const detail = {
    schemaVersion: '2.0',
    accountId: '111122223333',
    region: 'eu-west-1',
    partition: 'aws',
    id: `finding-${instance}`,
    arn: `arn:aws:guardduty:eu-west-1:111122223333:detector/d4b040365221be2b/finding/finding-${instance}`,
    type: 'Backdoor:EC2/C&CActivity.B!DNS',
    resource: {
      resourceType: 'Instance',
      instanceDetails: {
        instanceId: id,
        instanceType: 'm5.xlarge',
        networkInterfaces: [{ networkInterfaceId: 'eni-0a1b2c3d', privateIpAddress: '10.0.0.1' }],
        tags: [{ key: 'Name', value: `host-${instance}` }],
        imageId: 'ami-99999999',
      },
    },
    service: {
      serviceName: 'guardduty',
      archived: false,
      additionalInfo: { type: 'default' },
      count: 1 + update,
    },
    severity: 8,
    createdAt: '2026-11-24T02:34:34.146Z',
    updatedAt: new Date(FIRST_UPDATE + update).toISOString(),
    title: `EC2 instance ${id} is querying a domain name of a known command and control server.`,
    description: 'A command and control server was queried.',
  };
  return JSON.stringify({
    version: '0',
    id: `event-${instance}-${update}`,
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account: '111122223333',
    time: '2026-11-24T02:45:13Z',
    region: 'eu-west-1',
    resources: [],
    detail,
  });
}
