import type { Operation, Operations } from './calls/operations.ts';

export type { Operation } from './calls/operations.ts';
export type In<K extends Operation> = Operations[K]['input'];
export type Out<K extends Operation> = Operations[K]['output'];

export interface CallAnswer<K extends Operation> {
  readonly output: Out<K>;
  readonly requestId?: string;
}

/** How long a call is borne: as every other, or `brief`, once and a few seconds, where waiting leaves a host open. */
export type CallPatience = 'usual' | 'brief';

/**
 * The one way in which a host's account is asked and changed. `call` sends one operation to the account and region
 * that this was opened for. A dry run (`DryRun`) answers where the call would be carried out, and throws where not.
 * @throws PortError `aws.*`, and nothing else
 */
export interface HostCalls {
  readonly call: <K extends Operation>(
    operation: K,
    input: In<K>,
    patience?: CallPatience,
  ) => Promise<CallAnswer<K>>;
}
