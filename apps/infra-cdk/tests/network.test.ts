import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { environments } from './environments.ts';
import { propertiesOf, templateOf } from './stack-of.ts';

const each = Object.entries(environments);
const WAYS_OUT = [
  'AWS::EC2::InternetGateway',
  'AWS::EC2::NatGateway',
  'AWS::EC2::EgressOnlyInternetGateway',
  'AWS::EC2::VPNGateway',
  'AWS::EC2::TransitGatewayAttachment',
  'AWS::EC2::VPCPeeringConnection',
  'AWS::EC2::Route',
];

describe.each(each)('the network of %s', (_, environment) => {
  const template = templateOf(environment, 'network');

  it.each(WAYS_OUT)('has no way out by %s', (type) => {
    template.resourceCountIs(type, 0);
  });

  it('reaches each service by an endpoint that lets through what the programs do there, and no wildcard', () => {
    const endpoints = propertiesOf(template, 'AWS::EC2::VPCEndpoint');

    expect(endpoints).toHaveLength(11);
    expect(JSON.stringify(endpoints.map(({ PolicyDocument }) => PolicyDocument))).not.toMatch(
      /"Action":(?:"[^"]*\*|\[[^\]]*\*)/,
    );
  });

  it('carries nothing into buckets and tables but our own, asked by our own account', () => {
    for (const own of ['-vault-', '-entries'])
      template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
        VpcEndpointType: 'Gateway',
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Resource: Match.arrayWith([Match.stringLikeRegexp(own)]),
              Condition: {
                StringEquals: { 'aws:PrincipalAccount': environment.forensic.account },
              },
            }),
          ],
        },
      });
  });
});

describe('the services that programs reach from the network', () => {
  const endpoints = propertiesOf(
    templateOf(environments['new-vpc'], 'network'),
    'AWS::EC2::VPCEndpoint',
  );
  const named = endpoints.map(({ ServiceName }) => JSON.stringify(ServiceName));

  // What the composition roots of the hosts' programs and of the three functions make clients of.
  it.each([
    'ebs',
    'ec2',
    'events',
    'kms',
    'secretsmanager',
    'securityhub',
    'sns',
    'states',
    'sts',
    's3',
    'dynamodb',
  ])('have %s among them, or what asks it would wait for an answer that never comes', (service) => {
    expect(named.filter((name) => name.includes(`.${service}"`))).toHaveLength(1);
  });

  it('let sessions of application accounts through where snapshots and findings of theirs are, and nowhere else', () => {
    const entered = endpoints.filter(({ PolicyDocument }) =>
      JSON.stringify(PolicyDocument).includes('aws:PrincipalOrgID'),
    );

    expect(entered).toHaveLength(3);
  });
});

it('F-67 has the names of the partition: in GovCloud no ARN is of another', () => {
  const text = JSON.stringify(templateOf(environments['gov-cloud'], 'network').toJSON());

  expect(text).toContain('arn:aws-us-gov:');
  expect(text).not.toContain('arn:aws:');
});

it('writes down who talks with whom within a minute', () => {
  templateOf(environments['new-vpc'], 'network').hasResourceProperties('AWS::EC2::FlowLog', {
    MaxAggregationInterval: 60,
    TrafficType: 'ALL',
  });
});

it('makes nothing in a VPC that stands already but groups and endpoints', () => {
  const { Resources } = templateOf(environments['existing-vpc'], 'network').toJSON() as {
    Resources: Record<string, { Type: string }>;
  };

  expect([...new Set(Object.values(Resources).map(({ Type }) => Type))].sort()).toEqual([
    'AWS::EC2::SecurityGroup',
    'AWS::EC2::SecurityGroupIngress',
    'AWS::EC2::VPCEndpoint',
  ]);
});

describe.each(each)('the queue of %s', (_, environment) => {
  const template = templateOf(environment, 'queue');

  it('refuses jobs where there is no room, and forgets none', () => {
    template.hasResourceProperties('AWS::ElastiCache::ParameterGroup', {
      Properties: { 'maxmemory-policy': 'noeviction' },
    });
  });

  it('F-62 is reached by TLS and a password that stands in no template', () => {
    template.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
      AtRestEncryptionEnabled: true,
      AuthToken: Match.objectLike({
        'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('resolve:secretsmanager')])],
      }),
    });
  });
});
