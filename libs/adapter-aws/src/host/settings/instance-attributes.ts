import { z } from 'zod';
import type { In, Out } from '../host-calls.ts';
import { found, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

type Attribute = Exclude<In<'ec2:DescribeInstanceAttribute'>['Attribute'], undefined>;
type Answer = Out<'ec2:DescribeInstanceAttribute'>;
type Change = Omit<In<'ec2:ModifyInstanceAttribute'>, 'InstanceId'>;

interface InstanceAttribute<T extends string | boolean> {
  readonly name: string;
  readonly attribute: Attribute;
  readonly value: z.ZodType<T>;
  readonly of: (answer: Answer) => string | boolean | undefined;
  readonly change: (value: T) => Change;
}

/** An attribute with one value: `{ value }`. The resource is the instance. */
function instanceAttribute<T extends string | boolean>(
  { calls }: HostContext,
  { name, attribute, value, of, change }: InstanceAttribute<T>,
): Setting {
  const schema = z.object({ value });
  return {
    name,
    read: async (instance) => {
      const input = { InstanceId: instance, Attribute: attribute };
      const { output } = await calls.call('ec2:DescribeInstanceAttribute', input);
      return { value: found(of(output), `${attribute} of ${instance}`) };
    },
    set: async (instance, wanted) => {
      const state = stateAs(schema, wanted, name);
      const input = { InstanceId: instance, ...change(state.value) };
      return (await calls.call('ec2:ModifyInstanceAttribute', input)).requestId;
    },
    shown: (_, wanted) => ({
      call: 'ec2:ModifyInstanceAttribute',
      parameters: { [attribute]: stateAs(schema, wanted, name).value },
    }),
  };
}

export const terminationProtection = (context: HostContext): Setting =>
  instanceAttribute(context, {
    name: 'instance.termination-protection',
    attribute: 'disableApiTermination',
    value: z.boolean(),
    of: (answer) => answer.DisableApiTermination?.Value,
    change: (value) => ({ DisableApiTermination: { Value: value } }),
  });

export const stopProtection = (context: HostContext): Setting =>
  instanceAttribute(context, {
    name: 'instance.stop-protection',
    attribute: 'disableApiStop',
    value: z.boolean(),
    of: (answer) => answer.DisableApiStop?.Value,
    change: (value) => ({ DisableApiStop: { Value: value } }),
  });

/** What a shutdown from within does: `stop` or `terminate`. */
export const shutdownBehaviour = (context: HostContext): Setting =>
  instanceAttribute(context, {
    name: 'instance.shutdown-behaviour',
    attribute: 'instanceInitiatedShutdownBehavior',
    value: z.enum(['stop', 'terminate']),
    of: (answer) => answer.InstanceInitiatedShutdownBehavior?.Value,
    change: (value) => ({ InstanceInitiatedShutdownBehavior: { Value: value } }),
  });
