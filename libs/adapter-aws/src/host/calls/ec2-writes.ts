import * as sdk from '@aws-sdk/client-ec2';
import { rehearsable } from './rehearsable.ts';

export interface Ec2Clients {
  readonly ec2: sdk.EC2Client;
  /** For calls that make something anew each time and know no token of the client: never repeated by the SDK. */
  readonly ec2Once: sdk.EC2Client;
}

/** Changing operations of EC2, one a row. */
export const ec2Writes = ({ ec2, ec2Once }: Ec2Clients) => ({
  'ec2:AssociateAddress': (input: sdk.AssociateAddressCommandInput) =>
    ec2.send(new sdk.AssociateAddressCommand(input)),
  'ec2:AssociateIamInstanceProfile': (input: sdk.AssociateIamInstanceProfileCommandInput) =>
    ec2.send(new sdk.AssociateIamInstanceProfileCommand(input)),
  'ec2:AuthorizeSecurityGroupEgress': (input: sdk.AuthorizeSecurityGroupEgressCommandInput) =>
    ec2.send(new sdk.AuthorizeSecurityGroupEgressCommand(input)),
  'ec2:AuthorizeSecurityGroupIngress': (input: sdk.AuthorizeSecurityGroupIngressCommandInput) =>
    ec2.send(new sdk.AuthorizeSecurityGroupIngressCommand(input)),
  'ec2:CopySnapshot': (input: sdk.CopySnapshotCommandInput) =>
    ec2Once.send(new sdk.CopySnapshotCommand(input)),
  'ec2:CreateNetworkAcl': (input: sdk.CreateNetworkAclCommandInput) =>
    ec2.send(new sdk.CreateNetworkAclCommand(input)),
  'ec2:CreateNetworkInsightsPath': (input: sdk.CreateNetworkInsightsPathCommandInput) =>
    ec2.send(new sdk.CreateNetworkInsightsPathCommand(input)),
  'ec2:CreateSecurityGroup': (input: sdk.CreateSecurityGroupCommandInput) =>
    ec2.send(new sdk.CreateSecurityGroupCommand(input)),
  'ec2:CreateSnapshots': (input: sdk.CreateSnapshotsCommandInput) =>
    ec2Once.send(new sdk.CreateSnapshotsCommand(input)),
  'ec2:CreateTags': (input: sdk.CreateTagsCommandInput) =>
    ec2.send(new sdk.CreateTagsCommand(input)),
  'ec2:DeleteNetworkAcl': (input: sdk.DeleteNetworkAclCommandInput) =>
    ec2.send(new sdk.DeleteNetworkAclCommand(input)),
  'ec2:DeleteNetworkInsightsAnalysis': (input: sdk.DeleteNetworkInsightsAnalysisCommandInput) =>
    ec2.send(new sdk.DeleteNetworkInsightsAnalysisCommand(input)),
  'ec2:DeleteNetworkInsightsPath': (input: sdk.DeleteNetworkInsightsPathCommandInput) =>
    ec2.send(new sdk.DeleteNetworkInsightsPathCommand(input)),
  'ec2:DeleteSecurityGroup': (input: sdk.DeleteSecurityGroupCommandInput) =>
    ec2.send(new sdk.DeleteSecurityGroupCommand(input)),
  'ec2:DeleteSnapshot': (input: sdk.DeleteSnapshotCommandInput) =>
    ec2.send(new sdk.DeleteSnapshotCommand(input)),
  'ec2:DeleteTags': (input: sdk.DeleteTagsCommandInput) =>
    ec2.send(new sdk.DeleteTagsCommand(input)),
  'ec2:DisassociateAddress': (input: sdk.DisassociateAddressCommandInput) =>
    ec2.send(new sdk.DisassociateAddressCommand(input)),
  'ec2:DisassociateIamInstanceProfile': (input: sdk.DisassociateIamInstanceProfileCommandInput) =>
    ec2.send(new sdk.DisassociateIamInstanceProfileCommand(input)),
  'ec2:LockSnapshot': (input: sdk.LockSnapshotCommandInput) =>
    ec2.send(new sdk.LockSnapshotCommand(input)),
  'ec2:ModifyInstanceAttribute': (input: sdk.ModifyInstanceAttributeCommandInput) =>
    ec2.send(new sdk.ModifyInstanceAttributeCommand(input)),
  'ec2:ModifyNetworkInterfaceAttribute': (input: sdk.ModifyNetworkInterfaceAttributeCommandInput) =>
    rehearsable(input, ec2.send(new sdk.ModifyNetworkInterfaceAttributeCommand(input))),
  'ec2:ModifySnapshotAttribute': (input: sdk.ModifySnapshotAttributeCommandInput) =>
    ec2.send(new sdk.ModifySnapshotAttributeCommand(input)),
  'ec2:ReplaceIamInstanceProfileAssociation': (
    input: sdk.ReplaceIamInstanceProfileAssociationCommandInput,
  ) => ec2.send(new sdk.ReplaceIamInstanceProfileAssociationCommand(input)),
  'ec2:ReplaceNetworkAclAssociation': (input: sdk.ReplaceNetworkAclAssociationCommandInput) =>
    ec2.send(new sdk.ReplaceNetworkAclAssociationCommand(input)),
  'ec2:RevokeSecurityGroupEgress': (input: sdk.RevokeSecurityGroupEgressCommandInput) =>
    ec2.send(new sdk.RevokeSecurityGroupEgressCommand(input)),
  'ec2:RevokeSecurityGroupIngress': (input: sdk.RevokeSecurityGroupIngressCommandInput) =>
    ec2.send(new sdk.RevokeSecurityGroupIngressCommand(input)),
  'ec2:StartNetworkInsightsAnalysis': (input: sdk.StartNetworkInsightsAnalysisCommandInput) =>
    ec2.send(new sdk.StartNetworkInsightsAnalysisCommand(input)),
  'ec2:UnlockSnapshot': (input: sdk.UnlockSnapshotCommandInput) =>
    ec2.send(new sdk.UnlockSnapshotCommand(input)),
});
