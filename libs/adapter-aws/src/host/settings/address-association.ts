import { z } from 'zod';
import { found, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const NAME = 'address.association';
const schema = z.object({ eni: z.string().min(1).nullable(), address: z.string().nullable() });

/** Where an elastic IP leads: `{ eni, address }`, both null where it leads nowhere. The resource is its allocation. */
export function addressAssociation({ calls }: HostContext): Setting {
  const describe = async (allocation: string) => {
    const { output } = await calls.call('ec2:DescribeAddresses', { AllocationIds: [allocation] });
    return found(output.Addresses?.[0], allocation);
  };
  return {
    name: NAME,
    read: async (allocation) => {
      const { AssociationId, NetworkInterfaceId, PrivateIpAddress } = await describe(allocation);
      return AssociationId === undefined || AssociationId === ''
        ? { eni: null, address: null }
        : { eni: NetworkInterfaceId ?? null, address: PrivateIpAddress ?? null };
    },
    set: async (allocation, wanted) => {
      const { eni, address } = stateAs(schema, wanted, NAME);
      if (eni === null) {
        const { AssociationId } = await describe(allocation);
        return (await calls.call('ec2:DisassociateAddress', { AssociationId })).requestId;
      }
      const { requestId } = await calls.call('ec2:AssociateAddress', {
        AllocationId: allocation,
        NetworkInterfaceId: eni,
        ...(address === null ? {} : { PrivateIpAddress: address }),
        // Whoever has been given the address meanwhile keeps it; the release then says that it failed.
        AllowReassociation: false,
      });
      return requestId;
    },
    shown: (_, wanted) => {
      const { eni } = stateAs(schema, wanted, NAME);
      return eni === null
        ? { call: 'ec2:DisassociateAddress', parameters: {} }
        : { call: 'ec2:AssociateAddress', parameters: { NetworkInterfaceId: eni } };
    },
  };
}
