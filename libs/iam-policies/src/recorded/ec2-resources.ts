import type { RecordedCall } from './recorded-call.ts';
import { text, texts } from './values.ts';

export interface NamedResource {
  /** As it stands in ARNs. */
  readonly type: string;
  readonly id: string;
  /** Where it is not the region of the call. */
  readonly region?: string;
}

const CREATED: Readonly<Record<string, readonly string[]>> = {
  CopySnapshot: ['snapshot'],
  CreateNetworkAcl: ['network-acl'],
  CreateNetworkInsightsPath: ['network-insights-path'],
  CreateSecurityGroup: ['security-group'],
  CreateSnapshots: ['snapshot'],
  StartNetworkInsightsAnalysis: ['network-insights-analysis'],
};

/** Types of the resources that an operation makes. */
export const createdBy = (operation: string): readonly string[] => CREATED[operation] ?? [];

/** Parameters that hold ids, by operation. What is written `type/*` is hit and not named. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  AssociateAddress: ['AllocationId', 'InstanceId', 'NetworkInterfaceId'],
  AssociateIamInstanceProfile: ['InstanceId'],
  AuthorizeSecurityGroupEgress: ['GroupId'],
  AuthorizeSecurityGroupIngress: ['GroupId'],
  CreateNetworkAcl: ['VpcId'],
  CreateNetworkAclEntry: ['NetworkAclId'],
  CreateNetworkInsightsPath: ['Source', 'Destination'],
  CreateSecurityGroup: ['VpcId'],
  CreateSnapshots: ['InstanceSpecification.InstanceId', 'volume/*'],
  CreateTags: ['ResourceId'],
  DeleteNetworkAcl: ['NetworkAclId'],
  DeleteNetworkAclEntry: ['NetworkAclId'],
  DeleteNetworkInsightsAnalysis: ['NetworkInsightsAnalysisId'],
  DeleteNetworkInsightsPath: ['NetworkInsightsPathId'],
  DeleteSecurityGroup: ['GroupId'],
  DeleteSnapshot: ['SnapshotId'],
  DeleteTags: ['ResourceId'],
  DescribeInstanceAttribute: ['InstanceId'],
  DescribeSnapshotAttribute: ['SnapshotId'],
  DisassociateAddress: ['elastic-ip/*', 'network-interface/*'],
  DisassociateIamInstanceProfile: ['instance/*'],
  GetConsoleOutput: ['InstanceId'],
  GetConsoleScreenshot: ['InstanceId'],
  LockSnapshot: ['SnapshotId'],
  ModifyInstanceAttribute: ['InstanceId', 'GroupId'],
  ModifyNetworkInterfaceAttribute: ['NetworkInterfaceId', 'SecurityGroupId'],
  ModifySnapshotAttribute: ['SnapshotId'],
  ReplaceIamInstanceProfileAssociation: ['instance/*'],
  ReplaceNetworkAclAssociation: ['NetworkAclId', 'subnet/*'],
  RevokeSecurityGroupEgress: ['GroupId'],
  RevokeSecurityGroupIngress: ['GroupId'],
  StartNetworkInsightsAnalysis: ['NetworkInsightsPathId'],
  TerminateInstances: ['InstanceId'],
  UnlockSnapshot: ['SnapshotId'],
};

const TYPES: Readonly<Record<string, string>> = {
  acl: 'network-acl',
  ami: 'image',
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  i: 'instance',
  igw: 'internet-gateway',
  nia: 'network-insights-analysis',
  nip: 'network-insights-path',
  sg: 'security-group',
  snap: 'snapshot',
  subnet: 'subnet',
  vol: 'volume',
  vpc: 'vpc',
};

/** The resources that a call names; those of an id whose kind is not known are of the type `unknown`. */
export function namedBy({ operation, parameters }: RecordedCall): readonly NamedResource[] {
  if (operation === 'CopySnapshot')
    return [
      {
        type: 'snapshot',
        id: text(parameters, 'SourceSnapshotId'),
        region: text(parameters, 'SourceRegion'),
      },
    ];
  return (NAMED[operation] ?? []).flatMap((where) => {
    if (where.endsWith('/*')) return [{ type: where.slice(0, -2), id: '*' }];
    return texts(parameters, ...where.split('.')).map((id) => ({ type: typeOf(id), id }));
  });
}

const typeOf = (id: string): string => TYPES[id.split('-')[0] ?? ''] ?? 'unknown';
