import { z } from 'zod';
import { found, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const NAME = 'instance.delete-on-termination';
const schema = z.record(z.string().min(1), z.boolean());

/** Which volumes go with the instance, by device: `{ '/dev/xvda': true }`. All are set in one call. */
export function deleteOnTermination({ calls }: HostContext): Setting {
  return {
    name: NAME,
    read: async (instance) => {
      const { output } = await calls.call('ec2:DescribeInstances', { InstanceIds: [instance] });
      const described = found(output.Reservations?.[0]?.Instances?.[0], instance);
      const devices = described.BlockDeviceMappings ?? [];
      return Object.fromEntries(
        devices.flatMap(({ DeviceName, Ebs }) =>
          DeviceName === undefined || Ebs?.DeleteOnTermination === undefined
            ? []
            : [[DeviceName, Ebs.DeleteOnTermination]],
        ),
      );
    },
    set: async (instance, wanted) => {
      const devices = Object.entries(stateAs(schema, wanted, NAME));
      const { requestId } = await calls.call('ec2:ModifyInstanceAttribute', {
        InstanceId: instance,
        BlockDeviceMappings: devices.map(([device, goes]) => ({
          DeviceName: device,
          Ebs: { DeleteOnTermination: goes },
        })),
      });
      return requestId;
    },
    shown: (_, wanted) => ({
      call: 'ec2:ModifyInstanceAttribute',
      parameters: stateAs(schema, wanted, NAME),
    }),
  };
}
