import type { Cloud } from './cloud.ts';
import { filterOf, known, passes, refuse } from './handlers.ts';
import type { Handlers } from './handlers.ts';
import { track } from './reach.ts';

/** Network ACLs. EC2 makes one closed, and deletes none that a subnet has. */
export const acls = (cloud: Cloud): Handlers => ({
  'ec2:DescribeNetworkAcls': (input) => ({
    NetworkAcls: Object.entries(cloud.acls)
      .filter(
        ([id, acl]) =>
          passes(filterOf(input, 'vpc-id'), acl.vpc) &&
          passes(filterOf(input, 'tag:afo:case'), acl.case ?? '') &&
          (filterOf(input, 'association.subnet-id') ?? [id]).some(
            (subnet) => subnet === id || cloud.subnets[subnet] === id,
          ),
      )
      .map(([NetworkAclId, acl]) => ({
        NetworkAclId,
        VpcId: acl.vpc,
        Tags: acl.case === null ? [] : [{ Key: 'afo:case', Value: acl.case }],
        Entries: [
          { RuleAction: 'deny' as const },
          ...(acl.isClosed ? [] : [{ RuleAction: 'allow' as const }]),
        ],
        Associations: Object.keys(cloud.subnets)
          .filter((subnet) => cloud.subnets[subnet] === NetworkAclId)
          .map((SubnetId) => ({ SubnetId, NetworkAclAssociationId: `aclassoc-${SubnetId}` })),
      })),
  }),
  'ec2:CreateNetworkAcl': ({ VpcId = '', TagSpecifications = [] }) => {
    const tag = TagSpecifications.flatMap(({ Tags = [] }) => Tags)[0];
    cloud.acls[`acl-case-${VpcId}`] = { vpc: VpcId, case: tag?.Value ?? null, isClosed: true };
    return {};
  },
  'ec2:DeleteNetworkAcl': ({ NetworkAclId = '' }) => {
    known(cloud.acls[NetworkAclId], NetworkAclId);
    if (Object.values(cloud.subnets).includes(NetworkAclId))
      refuse('aws.conflict', 'DependencyViolation');
    cloud.acls = Object.fromEntries(
      Object.entries(cloud.acls).filter(([id]) => id !== NetworkAclId),
    );
    return {};
  },
  'ec2:ReplaceNetworkAclAssociation': ({ AssociationId = '', NetworkAclId = '' }) => {
    const subnet = AssociationId.replace('aclassoc-', '');
    known(cloud.subnets[subnet], subnet);
    known(cloud.acls[NetworkAclId], NetworkAclId);
    cloud.subnets[subnet] = NetworkAclId;
    track(cloud);
    return {};
  },
});
