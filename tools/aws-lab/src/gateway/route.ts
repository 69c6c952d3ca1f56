import type { Backend } from './call-log.ts';

/** Where the answers of the gateway's servers come from. */
export interface Servers {
  readonly moto: string;
  readonly ministack: string;
  readonly ebs?: string | undefined;
  /** A server for the operations of EC2 that it says are its own. */
  readonly snapshots?:
    { readonly url: string; readonly serves: (operation: string) => boolean } | undefined;
}

export interface Route {
  readonly backend: Backend;
  readonly url: string;
}

/** Services that moto does better; all others are ministack's (their coverage was measured, see the README). */
const MOTO = new Set([
  'autoscaling',
  'cloudtrail',
  'ec2',
  'elasticloadbalancing',
  'guardduty',
  'iam',
  'logs',
  'organizations',
  'ssm',
  'sts',
]);
const MINISTACK = new Set([
  'dynamodb',
  'eks',
  'events',
  'kms',
  'lambda',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'states',
  'streams.dynamodb',
  'xray',
]);

/** The server of an operation; undefined where none serves it, which the caller is told. */
export function routeOf(servers: Servers, service: string, operation: string): Route | undefined {
  if (service === 'ebs')
    return servers.ebs === undefined ? undefined : { backend: 'ebs', url: servers.ebs };
  if (service === 'ec2' && servers.snapshots?.serves(operation) === true)
    return { backend: 'snapshots', url: servers.snapshots.url };
  if (MOTO.has(service)) return { backend: 'moto', url: servers.moto };
  return MINISTACK.has(service) ? { backend: 'ministack', url: servers.ministack } : undefined;
}
