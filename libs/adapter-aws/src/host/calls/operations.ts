import type { openAutoScaling } from './auto-scaling-operations.ts';
import type { openCloudTrail } from './cloud-trail-operations.ts';
import type { openEc2 } from './ec2-operations.ts';
import type { openIam } from './iam-operations.ts';
import type { openKms } from './kms-operations.ts';
import type { openLoadBalancing } from './load-balancing-operations.ts';
import type { openLogs } from './logs-operations.ts';
import type { openSsm } from './ssm-operations.ts';

type Rows = SendersOf<typeof openAutoScaling> &
  SendersOf<typeof openCloudTrail> &
  SendersOf<typeof openEc2> &
  SendersOf<typeof openIam> &
  SendersOf<typeof openKms> &
  SendersOf<typeof openLoadBalancing> &
  SendersOf<typeof openLogs> &
  SendersOf<typeof openSsm>;

type SendersOf<Open extends (...args: never) => { readonly senders: object }> =
  ReturnType<Open>['senders'];

/** Name of an operation as IAM policies write it, e.g. `ec2:DescribeInstances`. */
export type Operation = keyof Rows;

/** Input and output of every operation; without the metadata that the SDK adds. */
export type Operations = {
  [K in Operation]: {
    readonly input: Parameters<Rows[K]>[0];
    readonly output: Omit<Awaited<ReturnType<Rows[K]>>, '$metadata'>;
  };
};

interface Metadata {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** What sends each operation. */
export type Senders = {
  readonly [K in Operation]: (
    input: Operations[K]['input'],
  ) => Promise<Operations[K]['output'] & Metadata>;
};
