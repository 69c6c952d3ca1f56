import { PortError } from '@afo/ports';
import type { PortErrorCode } from '@afo/ports';
import type { HostCalls, In, Operation, Out } from '../src/host/host-calls.ts';

export type Script = {
  readonly [K in Operation]?: (input: In<K>, nth: number) => Out<K>;
};

export interface ScriptedCalls extends HostCalls {
  /** Operations in the order in which they were called, with their parameters. */
  readonly made: readonly { readonly operation: Operation; readonly input: unknown }[];
}

/** Calls that are answered by a script; what it does not speak of is asked of `otherwise`, or denied. */
export function scriptedCalls(script: Script, otherwise?: HostCalls): ScriptedCalls {
  const made: { operation: Operation; input: unknown }[] = [];
  const call: HostCalls['call'] = async (operation, input) => {
    const nth = made.filter((one) => one.operation === operation).length;
    made.push({ operation, input });
    const answer = script[operation];
    if (answer !== undefined)
      return { output: answer(input, nth), requestId: `${operation}#${nth}` };
    if (otherwise !== undefined) return await otherwise.call(operation, input);
    throw new PortError('aws.denied', `${operation} is not in the script`);
  };
  return { call, made };
}

/** An answer of a script that is an error. */
export const fails = (code: PortErrorCode) => (): never => {
  throw new PortError(code, 'as the script says');
};
