import { z } from 'zod';
import type { Out } from '../host-calls.ts';
import { CASE_TAG, groupName } from './case-group.ts';
import { found, stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

type Acl = NonNullable<Out<'ec2:DescribeNetworkAcls'>['NetworkAcls']>[number];

const aclSchema = z.object({ exists: z.boolean() });

/** The network ACL that was made for the case in a VPC; undefined where there is none. */
async function findCaseAcl(
  { calls, case: id }: HostContext,
  vpc: string,
): Promise<Acl | undefined> {
  const { output } = await calls.call('ec2:DescribeNetworkAcls', {
    Filters: [
      { Name: 'vpc-id', Values: [vpc] },
      { Name: `tag:${CASE_TAG}`, Values: [id] },
    ],
  });
  return output.NetworkAcls?.[0];
}

/**
 * A network ACL of the case, there or not, and whether it lets nothing through: `{ exists, closed }`. EC2 makes one
 * without a rule that allows anything; the resource is the VPC.
 */
export function networkAcl(context: HostContext): Setting {
  const { calls, case: id } = context;
  const name = 'network-acl';
  return {
    name,
    read: async (vpc) => {
      const acl = await findCaseAcl(context, vpc);
      const allows = acl?.Entries?.some(({ RuleAction }) => RuleAction !== 'deny') ?? false;
      return { exists: acl !== undefined, closed: acl !== undefined && !allows };
    },
    set: async (vpc, wanted) => {
      const acl = await findCaseAcl(context, vpc);
      const { exists } = stateAs(aclSchema, wanted, name);
      if (exists === (acl !== undefined)) return undefined;
      const answer = exists
        ? await calls.call('ec2:CreateNetworkAcl', {
            VpcId: vpc,
            TagSpecifications: [
              { ResourceType: 'network-acl', Tags: [{ Key: CASE_TAG, Value: id }] },
            ],
          })
        : await calls.call('ec2:DeleteNetworkAcl', { NetworkAclId: acl?.NetworkAclId });
      return answer.requestId;
    },
    shown: (_, wanted) => ({
      call: stateAs(aclSchema, wanted, name).exists
        ? 'ec2:CreateNetworkAcl'
        : 'ec2:DeleteNetworkAcl',
      parameters: {},
    }),
  };
}

const subnetSchema = z.object({ acl: z.string().min(1).max(256) });

/** Which network ACL a subnet has: `{ acl }`; the one of the case by the name of its quarantine, others by their id. */
export function subnetAcl(context: HostContext): Setting {
  const { calls } = context;
  const name = 'subnet.network-acl';
  const ours = groupName(context, 'quarantine');
  const describe = async (subnet: string): Promise<Acl> => {
    const { output } = await calls.call('ec2:DescribeNetworkAcls', {
      Filters: [{ Name: 'association.subnet-id', Values: [subnet] }],
    });
    return found(output.NetworkAcls?.[0], `network ACL of ${subnet}`);
  };
  return {
    name,
    read: async (subnet) => {
      const acl = await describe(subnet);
      const isOurs = acl.Tags?.some(({ Key, Value }) => Key === CASE_TAG && Value === context.case);
      return { acl: isOurs === true ? ours : found(acl.NetworkAclId, `id of an ACL`) };
    },
    set: async (subnet, wanted) => {
      const { acl } = stateAs(subnetSchema, wanted, name);
      const now = await describe(subnet);
      const own = acl === ours ? await findCaseAcl(context, found(now.VpcId, 'VPC')) : undefined;
      const { requestId } = await calls.call('ec2:ReplaceNetworkAclAssociation', {
        AssociationId: now.Associations?.find(({ SubnetId }) => SubnetId === subnet)
          ?.NetworkAclAssociationId,
        NetworkAclId: acl === ours ? found(own?.NetworkAclId, acl) : acl,
      });
      return requestId;
    },
    shown: (_, wanted) => ({
      call: 'ec2:ReplaceNetworkAclAssociation',
      parameters: { NetworkAclId: stateAs(subnetSchema, wanted, name).acl },
    }),
  };
}
