import * as sdk from '@aws-sdk/client-ec2';

/** Reading operations of EC2, one a row. */
export const ec2Reads = (ec2: sdk.EC2Client) => ({
  'ec2:DescribeAddresses': (input: sdk.DescribeAddressesCommandInput) =>
    ec2.send(new sdk.DescribeAddressesCommand(input)),
  'ec2:DescribeFlowLogs': (input: sdk.DescribeFlowLogsCommandInput) =>
    ec2.send(new sdk.DescribeFlowLogsCommand(input)),
  'ec2:DescribeIamInstanceProfileAssociations': (
    input: sdk.DescribeIamInstanceProfileAssociationsCommandInput,
  ) => ec2.send(new sdk.DescribeIamInstanceProfileAssociationsCommand(input)),
  'ec2:DescribeImages': (input: sdk.DescribeImagesCommandInput) =>
    ec2.send(new sdk.DescribeImagesCommand(input)),
  'ec2:DescribeInstanceAttribute': (input: sdk.DescribeInstanceAttributeCommandInput) =>
    ec2.send(new sdk.DescribeInstanceAttributeCommand(input)),
  'ec2:DescribeInstanceTypes': (input: sdk.DescribeInstanceTypesCommandInput) =>
    ec2.send(new sdk.DescribeInstanceTypesCommand(input)),
  'ec2:DescribeInstances': (input: sdk.DescribeInstancesCommandInput) =>
    ec2.send(new sdk.DescribeInstancesCommand(input)),
  'ec2:DescribeInternetGateways': (input: sdk.DescribeInternetGatewaysCommandInput) =>
    ec2.send(new sdk.DescribeInternetGatewaysCommand(input)),
  'ec2:DescribeLockedSnapshots': (input: sdk.DescribeLockedSnapshotsCommandInput) =>
    ec2.send(new sdk.DescribeLockedSnapshotsCommand(input)),
  'ec2:DescribeNetworkAcls': (input: sdk.DescribeNetworkAclsCommandInput) =>
    ec2.send(new sdk.DescribeNetworkAclsCommand(input)),
  'ec2:DescribeNetworkInsightsAnalyses': (input: sdk.DescribeNetworkInsightsAnalysesCommandInput) =>
    ec2.send(new sdk.DescribeNetworkInsightsAnalysesCommand(input)),
  'ec2:DescribeNetworkInsightsPaths': (input: sdk.DescribeNetworkInsightsPathsCommandInput) =>
    ec2.send(new sdk.DescribeNetworkInsightsPathsCommand(input)),
  'ec2:DescribeNetworkInterfaces': (input: sdk.DescribeNetworkInterfacesCommandInput) =>
    ec2.send(new sdk.DescribeNetworkInterfacesCommand(input)),
  'ec2:DescribeRouteTables': (input: sdk.DescribeRouteTablesCommandInput) =>
    ec2.send(new sdk.DescribeRouteTablesCommand(input)),
  'ec2:DescribeSecurityGroupRules': (input: sdk.DescribeSecurityGroupRulesCommandInput) =>
    ec2.send(new sdk.DescribeSecurityGroupRulesCommand(input)),
  'ec2:DescribeSecurityGroups': (input: sdk.DescribeSecurityGroupsCommandInput) =>
    ec2.send(new sdk.DescribeSecurityGroupsCommand(input)),
  'ec2:DescribeSnapshotAttribute': (input: sdk.DescribeSnapshotAttributeCommandInput) =>
    ec2.send(new sdk.DescribeSnapshotAttributeCommand(input)),
  'ec2:DescribeSnapshots': (input: sdk.DescribeSnapshotsCommandInput) =>
    ec2.send(new sdk.DescribeSnapshotsCommand(input)),
  'ec2:DescribeSubnets': (input: sdk.DescribeSubnetsCommandInput) =>
    ec2.send(new sdk.DescribeSubnetsCommand(input)),
  'ec2:DescribeTags': (input: sdk.DescribeTagsCommandInput) =>
    ec2.send(new sdk.DescribeTagsCommand(input)),
  'ec2:DescribeVolumes': (input: sdk.DescribeVolumesCommandInput) =>
    ec2.send(new sdk.DescribeVolumesCommand(input)),
  'ec2:GetConsoleOutput': (input: sdk.GetConsoleOutputCommandInput) =>
    ec2.send(new sdk.GetConsoleOutputCommand(input)),
  'ec2:GetConsoleScreenshot': (input: sdk.GetConsoleScreenshotCommandInput) =>
    ec2.send(new sdk.GetConsoleScreenshotCommand(input)),
});
