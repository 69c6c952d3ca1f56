import { memberArn } from '../places.ts';
import type { MemberPlaces } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';
import { forItsProof, inSteps, ofItsProof } from './session.ts';

/** The analyzer looks in the name of who asks (VPC, "Required API permissions for Reachability Analyzer"). */
const ANALYZER_LOOKS = [
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeNatGateways',
  'ec2:DescribeTransitGateways',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcPeeringConnections',
  'ec2:DescribeVpcs',
  'ec2:DescribeVpnGateways',
  'elasticloadbalancing:DescribeListeners',
  'tiros:CreateQuery',
  'tiros:GetQueryAnswer',
  'tiros:GetQueryExplanation',
];

/** Asks Reachability Analyzer, and removes what that made; runs the documents that are named, and no other. */
export const proving = (member: MemberPlaces): readonly PolicyStatement[] => {
  const ec2 = (rest: string): string => memberArn(member, 'ec2', rest);
  const steps = inSteps('prove');
  const made = [ec2('network-insights-analysis/*'), ec2('network-insights-path/*')];
  return [
    allow('MakePaths', {
      actions: ['ec2:CreateNetworkInsightsPath', 'ec2:StartNetworkInsightsAnalysis'],
      resources: made,
      conditions: { StringEquals: { ...steps, ...forItsProof } },
    }),
    allow('AnalysePaths', {
      actions: ['ec2:StartNetworkInsightsAnalysis'],
      resources: [ec2('network-insights-path/*')],
      conditions: { StringEquals: { ...steps, ...ofItsProof } },
    }),
    allow('BetweenEnds', {
      actions: ['ec2:CreateNetworkInsightsPath'],
      resources: [ec2('internet-gateway/*'), ec2('network-interface/*')],
      conditions: { StringEquals: steps },
    }),
    allow('TagPaths', {
      actions: ['ec2:CreateTags'],
      resources: made,
      conditions: {
        StringEquals: {
          ...steps,
          ...forItsProof,
          'ec2:CreateAction': ['CreateNetworkInsightsPath', 'StartNetworkInsightsAnalysis'],
        },
      },
    }),
    allow('RemovePaths', {
      actions: ['ec2:DeleteNetworkInsightsAnalysis', 'ec2:DeleteNetworkInsightsPath'],
      resources: made,
      conditions: { StringEquals: { ...steps, ...ofItsProof } },
    }),
    allow('LetAnalyzerLook', {
      actions: ANALYZER_LOOKS,
      resources: ['*'],
      conditions: { StringEquals: steps },
    }),
    ...running(member),
  ];
};

function running(member: MemberPlaces): readonly PolicyStatement[] {
  const documents = member.documents ?? [];
  const steps = inSteps('prove');
  if (documents.length === 0) return [];
  return [
    allow('RunDocuments', {
      actions: ['ssm:SendCommand'],
      resources: documents,
      conditions: { StringEquals: steps },
    }),
    allow('ReadOutput', {
      actions: ['ssm:GetCommandInvocation'],
      resources: ['*'],
      conditions: { StringEquals: steps },
    }),
    allow('RunOnHosts', {
      actions: ['ssm:SendCommand'],
      resources: [memberArn(member, 'ec2', 'instance/*')],
      conditions: { StringEquals: steps },
    }),
  ];
}
