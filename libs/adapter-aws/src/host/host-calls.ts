import type { Operation, Operations } from './calls/operations.ts';

export type { Operation } from './calls/operations.ts';
export type In<K extends Operation> = Operations[K]['input'];
export type Out<K extends Operation> = Operations[K]['output'];

export interface CallAnswer<K extends Operation> {
  readonly output: Out<K>;
  readonly requestId?: string;
}

/**
 * The one way in which a host's account is asked and changed. `call` sends one operation to the account and region
 * that this was opened for.
 * @throws PortError `aws.*`, and nothing else
 */
export interface HostCalls {
  readonly call: <K extends Operation>(operation: K, input: In<K>) => Promise<CallAnswer<K>>;
}
