import * as sdk from '@aws-sdk/client-ec2';
import type { HostClients } from './host-clients.ts';

/** Reading operations of EC2, one a row. */
export const ec2Reads = {
  'ec2:DescribeAddresses': ({ ec2 }: HostClients, input: sdk.DescribeAddressesCommandInput) =>
    ec2.send(new sdk.DescribeAddressesCommand(input)),
  'ec2:DescribeFlowLogs': ({ ec2 }: HostClients, input: sdk.DescribeFlowLogsCommandInput) =>
    ec2.send(new sdk.DescribeFlowLogsCommand(input)),
  'ec2:DescribeIamInstanceProfileAssociations': (
    { ec2 }: HostClients,
    input: sdk.DescribeIamInstanceProfileAssociationsCommandInput,
  ) => ec2.send(new sdk.DescribeIamInstanceProfileAssociationsCommand(input)),
  'ec2:DescribeImages': ({ ec2 }: HostClients, input: sdk.DescribeImagesCommandInput) =>
    ec2.send(new sdk.DescribeImagesCommand(input)),
  'ec2:DescribeInstanceAttribute': (
    { ec2 }: HostClients,
    input: sdk.DescribeInstanceAttributeCommandInput,
  ) => ec2.send(new sdk.DescribeInstanceAttributeCommand(input)),
  'ec2:DescribeInstanceTypes': (
    { ec2 }: HostClients,
    input: sdk.DescribeInstanceTypesCommandInput,
  ) => ec2.send(new sdk.DescribeInstanceTypesCommand(input)),
  'ec2:DescribeInstances': ({ ec2 }: HostClients, input: sdk.DescribeInstancesCommandInput) =>
    ec2.send(new sdk.DescribeInstancesCommand(input)),
  'ec2:DescribeInternetGateways': (
    { ec2 }: HostClients,
    input: sdk.DescribeInternetGatewaysCommandInput,
  ) => ec2.send(new sdk.DescribeInternetGatewaysCommand(input)),
  'ec2:DescribeLockedSnapshots': (
    { ec2 }: HostClients,
    input: sdk.DescribeLockedSnapshotsCommandInput,
  ) => ec2.send(new sdk.DescribeLockedSnapshotsCommand(input)),
  'ec2:DescribeNetworkAcls': ({ ec2 }: HostClients, input: sdk.DescribeNetworkAclsCommandInput) =>
    ec2.send(new sdk.DescribeNetworkAclsCommand(input)),
  'ec2:DescribeNetworkInsightsAnalyses': (
    { ec2 }: HostClients,
    input: sdk.DescribeNetworkInsightsAnalysesCommandInput,
  ) => ec2.send(new sdk.DescribeNetworkInsightsAnalysesCommand(input)),
  'ec2:DescribeNetworkInsightsPaths': (
    { ec2 }: HostClients,
    input: sdk.DescribeNetworkInsightsPathsCommandInput,
  ) => ec2.send(new sdk.DescribeNetworkInsightsPathsCommand(input)),
  'ec2:DescribeNetworkInterfaces': (
    { ec2 }: HostClients,
    input: sdk.DescribeNetworkInterfacesCommandInput,
  ) => ec2.send(new sdk.DescribeNetworkInterfacesCommand(input)),
  'ec2:DescribeRouteTables': ({ ec2 }: HostClients, input: sdk.DescribeRouteTablesCommandInput) =>
    ec2.send(new sdk.DescribeRouteTablesCommand(input)),
  'ec2:DescribeSecurityGroupRules': (
    { ec2 }: HostClients,
    input: sdk.DescribeSecurityGroupRulesCommandInput,
  ) => ec2.send(new sdk.DescribeSecurityGroupRulesCommand(input)),
  'ec2:DescribeSecurityGroups': (
    { ec2 }: HostClients,
    input: sdk.DescribeSecurityGroupsCommandInput,
  ) => ec2.send(new sdk.DescribeSecurityGroupsCommand(input)),
  'ec2:DescribeSnapshotAttribute': (
    { ec2 }: HostClients,
    input: sdk.DescribeSnapshotAttributeCommandInput,
  ) => ec2.send(new sdk.DescribeSnapshotAttributeCommand(input)),
  'ec2:DescribeSnapshots': ({ ec2 }: HostClients, input: sdk.DescribeSnapshotsCommandInput) =>
    ec2.send(new sdk.DescribeSnapshotsCommand(input)),
  'ec2:DescribeSubnets': ({ ec2 }: HostClients, input: sdk.DescribeSubnetsCommandInput) =>
    ec2.send(new sdk.DescribeSubnetsCommand(input)),
  'ec2:DescribeTags': ({ ec2 }: HostClients, input: sdk.DescribeTagsCommandInput) =>
    ec2.send(new sdk.DescribeTagsCommand(input)),
  'ec2:DescribeVolumes': ({ ec2 }: HostClients, input: sdk.DescribeVolumesCommandInput) =>
    ec2.send(new sdk.DescribeVolumesCommand(input)),
  'ec2:GetConsoleOutput': ({ ec2 }: HostClients, input: sdk.GetConsoleOutputCommandInput) =>
    ec2.send(new sdk.GetConsoleOutputCommand(input)),
  'ec2:GetConsoleScreenshot': ({ ec2 }: HostClients, input: sdk.GetConsoleScreenshotCommandInput) =>
    ec2.send(new sdk.GetConsoleScreenshotCommand(input)),
} as const;
