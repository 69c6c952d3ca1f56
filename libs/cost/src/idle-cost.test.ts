import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { idleCost } from './idle-cost.ts';
import { parsePrices } from './prices.ts';

const coded = (code: string): unknown => expect.objectContaining({ code });

const prices = parsePrices(
  JSON.parse(
    readFileSync(new URL('../../../deployment/prices/us-east-1.json', import.meta.url), 'utf8'),
  ),
);

const stackOf = (...resources: readonly { Type: string; Properties?: object }[]) => ({
  name: 'forensic',
  template: {
    Resources: Object.fromEntries(resources.map((resource, index) => [`R${index}`, resource])),
  },
});

const endpoint = (zones: number) => ({
  Type: 'AWS::EC2::VPCEndpoint',
  Properties: {
    VpcEndpointType: 'Interface',
    SubnetIds: Array.from({ length: zones }, () => ({ Ref: 'Subnet' })),
  },
});

describe('when a deployment stands idle', () => {
  it('counts an endpoint in each zone in which it stands, or the operator pays twice what was said', () => {
    const { usd } = idleCost([stackOf(endpoint(2), endpoint(1))], prices);

    expect(usd).toBeCloseTo(3 * 730 * 0.01, 6);
  });

  it('counts the snapshots of an image by the size of its volumes', () => {
    const stack = stackOf(
      { Type: 'AWS::ImageBuilder::Image' },
      {
        Type: 'AWS::ImageBuilder::ImageRecipe',
        Properties: { BlockDeviceMappings: [{ Ebs: { VolumeSize: 20 } }] },
      },
    );

    expect(idleCost([stack], prices).lines).toMatchObject([
      { price: 'snapshot/GB-month', quantity: 20 },
    ]);
  });

  it('counts gateways as free, keys and alarms by the month', () => {
    const stack = stackOf(
      { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Gateway' } },
      { Type: 'AWS::KMS::Key' },
      { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: 'AWS/SQS', MetricName: 'Age' } },
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Metrics: [
            { Id: 'a', MetricStat: { Metric: { Namespace: 'AWS/SQS', MetricName: 'Age' } } },
            { Id: 'b', MetricStat: { Metric: { Namespace: 'AWS/SQS', MetricName: 'Sent' } } },
            { Id: 'e', Expression: 'a/b' },
          ],
        },
      },
    );

    expect(idleCost([stack], prices).usd).toBeCloseTo(1 + 0.1 + 0.2, 6);
  });

  it('counts every node of a cache, replicas too', () => {
    const cache = (nodes: object) => ({
      Type: 'AWS::ElastiCache::ReplicationGroup',
      Properties: { CacheNodeType: 'cache.t4g.micro', Engine: 'valkey', ...nodes },
    });

    expect(idleCost([stackOf(cache({ NumCacheClusters: 2 }))], prices).lines[0]?.quantity).toBe(
      1460,
    );
    expect(
      idleCost([stackOf(cache({ NumNodeGroups: 2, ReplicasPerNodeGroup: 1 }))], prices).lines[0]
        ?.quantity,
    ).toBe(2920);
    expect(() => idleCost([stackOf(cache({ CacheNodeType: 1 }))], prices)).toThrow(
      coded('cost.unknown-resource'),
    );
  });

  it('counts a metric of our own once, however many alarms look at it', () => {
    const waiting = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Namespace: 'Forensics', MetricName: 'WaitingJobs' },
    };

    expect(idleCost([stackOf(waiting, waiting)], prices).usd).toBeCloseTo(2 * 0.1 + 0.3, 6);
  });

  it('adds like with like, a line for each stack and price', () => {
    const { lines } = idleCost(
      [stackOf({ Type: 'AWS::KMS::Key' }, { Type: 'AWS::KMS::Key' })],
      prices,
    );

    expect(lines).toEqual([
      { price: 'kms-key/month', what: 'forensic: 2 × kms-key/month', quantity: 2, usd: 2 },
    ]);
  });
});

describe('when a price is not known', () => {
  it.each([
    { Type: 'AWS::Redshift::Cluster' },
    { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ Expression: '1' }] } },
    { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '1' } },
    { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PROVISIONED' } },
    { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'GatewayLoadBalancer' } },
  ])('refuses $Type, for nothing of unknown price is free', (resource) => {
    expect(() => idleCost([stackOf(resource)], prices)).toThrow(coded('cost.unknown-resource'));
  });

  it('names every unknown type at once', () => {
    const stack = stackOf({ Type: 'AWS::B::B' }, { Type: 'AWS::A::A' });

    expect(() => idleCost([stack], prices)).toThrow('AWS::A::A, AWS::B::B');
  });

  it('refuses a function that is kept warm', () => {
    const stack = stackOf(
      { Type: 'AWS::Lambda::Function' },
      { Type: 'AWS::Lambda::Version', Properties: { ProvisionedConcurrencyConfig: {} } },
    );

    expect(() => idleCost([stack], prices)).toThrow(coded('cost.unknown-resource'));
  });

  it('says which price is missing for the region', () => {
    const cache = {
      Type: 'AWS::ElastiCache::ReplicationGroup',
      Properties: { CacheNodeType: 'cache.x.huge', Engine: 'valkey', NumCacheClusters: 1 },
    };

    expect(() => idleCost([stackOf(cache)], prices)).toThrow('cache-node/cache.x.huge/valkey');
    expect(() => idleCost([stackOf(cache)], prices)).toThrow(coded('cost.no-price'));
  });

  it('refuses what is no template, and a table of prices with a fault', () => {
    expect(() => idleCost([{ name: 'x', template: {} }], prices)).toThrow(
      coded('cost.invalid-template'),
    );
    expect(() => parsePrices({ region: 'x', prices: {} })).toThrow(coded('cost.invalid-prices'));
  });

  it('takes hosts that scale from zero, tables by request and plain functions as idle', () => {
    const stack = stackOf(
      { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '0' } },
      { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST' } },
      { Type: 'AWS::Lambda::Function' },
      { Type: 'Custom::ActionTargets' },
    );

    expect(idleCost([stack], prices)).toEqual({ lines: [], usd: 0 });
  });
});
