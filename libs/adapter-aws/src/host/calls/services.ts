import type { ClientSettings } from '../../clients.ts';
import type { Operation, Senders } from './operations.ts';

/** What stands before the colon of an operation. */
export type Service = Operation extends `${infer Name}:${string}` ? Name : never;

export interface OpenService {
  readonly senders: Partial<Senders>;
  readonly close: () => void;
}

interface WholeService<Name extends Service> extends OpenService {
  readonly senders: Pick<Senders, Extract<Operation, `${Name}:${string}`>>;
}

/**
 * Opens the clients of a service. Its part of the SDK is loaded then and not before: all of them are 100 MiB and half
 * a second at the start of every program, whether it ever asks for a host or not.
 */
export const openService: {
  readonly [Name in Service]: (settings: ClientSettings) => Promise<WholeService<Name>>;
} = {
  autoscaling: async (settings) =>
    (await import('./auto-scaling-operations.ts')).openAutoScaling(settings),
  cloudtrail: async (settings) =>
    (await import('./cloud-trail-operations.ts')).openCloudTrail(settings),
  ec2: async (settings) => (await import('./ec2-operations.ts')).openEc2(settings),
  elasticloadbalancing: async (settings) =>
    (await import('./load-balancing-operations.ts')).openLoadBalancing(settings),
  iam: async (settings) => (await import('./iam-operations.ts')).openIam(settings),
  kms: async (settings) => (await import('./kms-operations.ts')).openKms(settings),
  logs: async (settings) => (await import('./logs-operations.ts')).openLogs(settings),
  ssm: async (settings) => (await import('./ssm-operations.ts')).openSsm(settings),
};
