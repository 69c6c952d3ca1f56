import type { Backend } from './call-log.ts';

/** Where the answers of the gateway's servers come from. */
export interface Servers {
  readonly moto: string;
  readonly ministack: string;
  readonly ebs?: string | undefined;
  /** A server for the operations of EC2, and the keys, that it says are its own. */
  readonly snapshots?: SnapshotServer | undefined;
}

export interface SnapshotServer {
  readonly url: string;
  readonly serves: (operation: string) => boolean;
  /** Keys of KMS, by id or ARN. */
  readonly servesKey?: (key: string) => boolean;
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

export interface Routed {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The server of an operation; undefined where none serves it, which the caller is told. */
export function routeOf(servers: Servers, call: Routed): Route | undefined {
  const { service } = call;
  if (service === 'ebs')
    return servers.ebs === undefined ? undefined : { backend: 'ebs', url: servers.ebs };
  if (servers.snapshots !== undefined && isOfSnapshots(servers.snapshots, call))
    return { backend: 'snapshots', url: servers.snapshots.url };
  if (MOTO.has(service)) return { backend: 'moto', url: servers.moto };
  return MINISTACK.has(service) ? { backend: 'ministack', url: servers.ministack } : undefined;
}

function isOfSnapshots(
  server: SnapshotServer,
  { service, operation, parameters }: Routed,
): boolean {
  if (service === 'ec2') return server.serves(operation);
  return (
    service === 'kms' &&
    operation === 'DescribeKey' &&
    server.servesKey?.(String(parameters['KeyId'])) === true
  );
}
