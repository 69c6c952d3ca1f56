import * as sdk from '@aws-sdk/client-ec2';
import type { HostClients } from './host-clients.ts';

/** Changing operations of EC2, one a row. */
export const ec2Writes = {
  'ec2:AssociateAddress': ({ ec2 }: HostClients, input: sdk.AssociateAddressCommandInput) =>
    ec2.send(new sdk.AssociateAddressCommand(input)),
  'ec2:AssociateIamInstanceProfile': (
    { ec2 }: HostClients,
    input: sdk.AssociateIamInstanceProfileCommandInput,
  ) => ec2.send(new sdk.AssociateIamInstanceProfileCommand(input)),
  'ec2:AuthorizeSecurityGroupEgress': (
    { ec2 }: HostClients,
    input: sdk.AuthorizeSecurityGroupEgressCommandInput,
  ) => ec2.send(new sdk.AuthorizeSecurityGroupEgressCommand(input)),
  'ec2:AuthorizeSecurityGroupIngress': (
    { ec2 }: HostClients,
    input: sdk.AuthorizeSecurityGroupIngressCommandInput,
  ) => ec2.send(new sdk.AuthorizeSecurityGroupIngressCommand(input)),
  'ec2:CopySnapshot': ({ ec2Once }: HostClients, input: sdk.CopySnapshotCommandInput) =>
    ec2Once.send(new sdk.CopySnapshotCommand(input)),
  'ec2:CreateNetworkAcl': ({ ec2 }: HostClients, input: sdk.CreateNetworkAclCommandInput) =>
    ec2.send(new sdk.CreateNetworkAclCommand(input)),
  'ec2:CreateNetworkInsightsPath': (
    { ec2 }: HostClients,
    input: sdk.CreateNetworkInsightsPathCommandInput,
  ) => ec2.send(new sdk.CreateNetworkInsightsPathCommand(input)),
  'ec2:CreateSecurityGroup': ({ ec2 }: HostClients, input: sdk.CreateSecurityGroupCommandInput) =>
    ec2.send(new sdk.CreateSecurityGroupCommand(input)),
  'ec2:CreateSnapshots': ({ ec2Once }: HostClients, input: sdk.CreateSnapshotsCommandInput) =>
    ec2Once.send(new sdk.CreateSnapshotsCommand(input)),
  'ec2:CreateTags': ({ ec2 }: HostClients, input: sdk.CreateTagsCommandInput) =>
    ec2.send(new sdk.CreateTagsCommand(input)),
  'ec2:DeleteNetworkAcl': ({ ec2 }: HostClients, input: sdk.DeleteNetworkAclCommandInput) =>
    ec2.send(new sdk.DeleteNetworkAclCommand(input)),
  'ec2:DeleteNetworkInsightsAnalysis': (
    { ec2 }: HostClients,
    input: sdk.DeleteNetworkInsightsAnalysisCommandInput,
  ) => ec2.send(new sdk.DeleteNetworkInsightsAnalysisCommand(input)),
  'ec2:DeleteNetworkInsightsPath': (
    { ec2 }: HostClients,
    input: sdk.DeleteNetworkInsightsPathCommandInput,
  ) => ec2.send(new sdk.DeleteNetworkInsightsPathCommand(input)),
  'ec2:DeleteSecurityGroup': ({ ec2 }: HostClients, input: sdk.DeleteSecurityGroupCommandInput) =>
    ec2.send(new sdk.DeleteSecurityGroupCommand(input)),
  'ec2:DeleteSnapshot': ({ ec2 }: HostClients, input: sdk.DeleteSnapshotCommandInput) =>
    ec2.send(new sdk.DeleteSnapshotCommand(input)),
  'ec2:DeleteTags': ({ ec2 }: HostClients, input: sdk.DeleteTagsCommandInput) =>
    ec2.send(new sdk.DeleteTagsCommand(input)),
  'ec2:DisassociateAddress': ({ ec2 }: HostClients, input: sdk.DisassociateAddressCommandInput) =>
    ec2.send(new sdk.DisassociateAddressCommand(input)),
  'ec2:DisassociateIamInstanceProfile': (
    { ec2 }: HostClients,
    input: sdk.DisassociateIamInstanceProfileCommandInput,
  ) => ec2.send(new sdk.DisassociateIamInstanceProfileCommand(input)),
  'ec2:LockSnapshot': ({ ec2 }: HostClients, input: sdk.LockSnapshotCommandInput) =>
    ec2.send(new sdk.LockSnapshotCommand(input)),
  'ec2:ModifyInstanceAttribute': (
    { ec2 }: HostClients,
    input: sdk.ModifyInstanceAttributeCommandInput,
  ) => ec2.send(new sdk.ModifyInstanceAttributeCommand(input)),
  'ec2:ModifyNetworkInterfaceAttribute': (
    { ec2 }: HostClients,
    input: sdk.ModifyNetworkInterfaceAttributeCommandInput,
  ) => ec2.send(new sdk.ModifyNetworkInterfaceAttributeCommand(input)),
  'ec2:ModifySnapshotAttribute': (
    { ec2 }: HostClients,
    input: sdk.ModifySnapshotAttributeCommandInput,
  ) => ec2.send(new sdk.ModifySnapshotAttributeCommand(input)),
  'ec2:ReplaceIamInstanceProfileAssociation': (
    { ec2 }: HostClients,
    input: sdk.ReplaceIamInstanceProfileAssociationCommandInput,
  ) => ec2.send(new sdk.ReplaceIamInstanceProfileAssociationCommand(input)),
  'ec2:ReplaceNetworkAclAssociation': (
    { ec2 }: HostClients,
    input: sdk.ReplaceNetworkAclAssociationCommandInput,
  ) => ec2.send(new sdk.ReplaceNetworkAclAssociationCommand(input)),
  'ec2:RevokeSecurityGroupEgress': (
    { ec2 }: HostClients,
    input: sdk.RevokeSecurityGroupEgressCommandInput,
  ) => ec2.send(new sdk.RevokeSecurityGroupEgressCommand(input)),
  'ec2:RevokeSecurityGroupIngress': (
    { ec2 }: HostClients,
    input: sdk.RevokeSecurityGroupIngressCommandInput,
  ) => ec2.send(new sdk.RevokeSecurityGroupIngressCommand(input)),
  'ec2:StartNetworkInsightsAnalysis': (
    { ec2 }: HostClients,
    input: sdk.StartNetworkInsightsAnalysisCommandInput,
  ) => ec2.send(new sdk.StartNetworkInsightsAnalysisCommand(input)),
  'ec2:UnlockSnapshot': ({ ec2 }: HostClients, input: sdk.UnlockSnapshotCommandInput) =>
    ec2.send(new sdk.UnlockSnapshotCommand(input)),
} as const;
