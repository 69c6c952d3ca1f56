import { ec2Reads } from './ec2-reads.ts';
import { ec2Writes } from './ec2-writes.ts';
import type { HostClients } from './host-clients.ts';
import { loadBalancingOperations } from './load-balancing-operations.ts';
import { otherOperations } from './other-operations.ts';

const rows = { ...ec2Reads, ...ec2Writes, ...loadBalancingOperations, ...otherOperations };

/** Name of an operation as IAM policies write it, e.g. `ec2:DescribeInstances`. */
export type Operation = keyof typeof rows;

/** Input and output of every operation; without the metadata that the SDK adds. */
export type Operations = {
  [K in Operation]: {
    readonly input: Parameters<(typeof rows)[K]>[1];
    readonly output: Omit<Awaited<ReturnType<(typeof rows)[K]>>, '$metadata'>;
  };
};

interface Metadata {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** What sends each operation. */
export const operations: {
  readonly [K in Operation]: (
    clients: HostClients,
    input: Operations[K]['input'],
  ) => Promise<Operations[K]['output'] & Metadata>;
} = rows;
