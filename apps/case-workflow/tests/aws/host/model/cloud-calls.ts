import type {
  CallAnswer,
  CallInput as In,
  HostCalls,
  HostOperation as Operation,
} from '@afo/adapter-aws/host';
import { PortError } from '@afo/ports';
import { acls } from './acls.ts';
import type { Cloud } from './cloud.ts';
import { ec2 } from './ec2.ts';
import { groups } from './groups.ts';
import type { Handlers } from './handlers.ts';
import { services } from './services.ts';

/** What happens to a call: nothing, an error in its place, an error after it worked, or the end of the process. */
export type Fate =
  'works' | 'throttled' | 'denied' | 'unavailable' | 'answer-lost' | 'crash' | 'crash-after';

/** The process that calls has ended; no error of AWS, so nothing may take it for one. */
export class Crash extends Error {}

export interface CloudCalls extends HostCalls {
  /** Every call that was made, in order. */
  readonly made: Operation[];
}

export interface CallOptions {
  /** Asked before each call, with its number from 1 on. */
  readonly fate?: (operation: Operation, number: number) => Fate;
  /** Looks at the cloud after each call. */
  readonly watch?: (cloud: Cloud, operation: Operation) => void;
}

/** Calls to a cloud of plain data. */
export function cloudCalls(
  cloud: Cloud,
  { fate = () => 'works', watch = () => undefined }: CallOptions = {},
): CloudCalls {
  const handlers = { ...ec2(cloud), ...acls(cloud), ...groups(cloud), ...services(cloud) };
  const watched = (operation: Operation): void => {
    watch(cloud, operation);
  };
  return callsTo(handlers, { fate, watched });
}

/** Calls that handlers answer, and what happens to each on the way. */
export function callsTo(
  handlers: Handlers,
  {
    fate,
    watched,
  }: {
    readonly fate: NonNullable<CallOptions['fate']>;
    readonly watched?: (operation: Operation) => void;
  },
): CloudCalls {
  const made: Operation[] = [];
  let isDead = false;
  const perform = <K extends Operation>(operation: K, input: In<K>): CallAnswer<K> => {
    // What a process would have called after its end is called by nobody.
    if (isDead) throw new Crash('it has ended');
    made.push(operation);
    const handler = handlers[operation];
    if (handler === undefined) throw new Error(`the model does not serve ${operation}`);
    const will = fate(operation, made.length);
    isDead = will === 'crash' || will === 'crash-after';
    before(will);
    const output = handler(input);
    watched?.(operation);
    after(will);
    return { output, requestId: `r-${made.length}` };
  };
  const call = <K extends Operation>(operation: K, input: In<K>): Promise<CallAnswer<K>> =>
    new Promise((resolve) => {
      resolve(perform(operation, input));
    });
  return { call, made };
}

function before(fate: Fate): void {
  if (fate === 'crash') throw new Crash('before the call');
  if (fate === 'throttled' || fate === 'denied' || fate === 'unavailable')
    throw new PortError(`aws.${fate}`, `injected: ${fate}`, { retryable: fate !== 'denied' });
}

function after(fate: Fate): void {
  if (fate === 'crash-after') throw new Crash('after the call');
  if (fate === 'answer-lost')
    throw new PortError('aws.unavailable', 'injected: the answer was lost', { retryable: true });
}

/** Whether an operation changes something. */
export const isChanging = (operation: Operation): boolean =>
  !/:(?:Describe|Get|List|Lookup|Filter)/u.test(operation);
