import { z } from 'zod';
import { HOURS_A_MONTH } from './cost-line.ts';
import { CostError } from './errors.ts';
import type { TemplateResource } from './template.ts';

/** What a resource costs by being there, in units of the price table. */
export interface Standing {
  readonly price: string;
  readonly quantity: number;
}

type Bill = (resource: TemplateResource, all: readonly TemplateResource[]) => readonly Standing[];

const once =
  (price: string): Bill =>
  () => [{ price, quantity: 1 }];

const hourly =
  (price: string): Bill =>
  () => [{ price, quantity: HOURS_A_MONTH }];

/** Types that are billed as long as they stand. */
export const billedResources: ReadonlyMap<string, Bill> = new Map<string, Bill>([
  ['AWS::CloudWatch::Alarm', alarm],
  ['AWS::CloudWatch::CompositeAlarm', once('composite-alarm/month')],
  ['AWS::CloudWatch::Dashboard', once('dashboard/month')],
  ['AWS::EC2::EIP', hourly('public-address/hour')],
  ['AWS::EC2::NatGateway', hourly('nat-gateway/hour')],
  ['AWS::EC2::VPCEndpoint', endpoint],
  ['AWS::ElastiCache::ReplicationGroup', cacheNodes],
  ['AWS::AutoScaling::AutoScalingGroup', standingInstances],
  ['AWS::KMS::Key', once('kms-key/month')],
  ['AWS::KMS::ReplicaKey', once('kms-key/month')],
  ['AWS::SecretsManager::Secret', once('secret/month')],
  ['AWS::DynamoDB::Table', onDemandTable],
  ['AWS::ImageBuilder::Image', imageSnapshots],
  ['AWS::Lambda::Function', unreservedFunction],
]);

const recipeSchema = z.object({
  BlockDeviceMappings: z.array(z.object({ Ebs: z.object({ VolumeSize: z.number() }) })),
});

/** An image is kept as snapshots of its volumes, at the most as large as the recipe of the same stack makes them. */
function imageSnapshots(
  _: TemplateResource,
  all: readonly TemplateResource[],
): readonly Standing[] {
  const recipe = all.find(({ type }) => type === 'AWS::ImageBuilder::ImageRecipe');
  const { BlockDeviceMappings } = recipeSchema.parse(recipe?.properties);
  const quantity = BlockDeviceMappings.reduce((sum, { Ebs }) => sum + Ebs.VolumeSize, 0);
  return [{ price: 'snapshot/GB-month', quantity }];
}

function alarm(resource: TemplateResource, all: readonly TemplateResource[]): readonly Standing[] {
  const metrics = metricsOf(resource);
  const earlier = new Set(
    all.slice(0, all.indexOf(resource)).flatMap((other) => metricsOf(other).map(keyOf)),
  );
  // Only those of AWS's own are free; each other one is counted where it is first looked at.
  const own = metrics.filter(
    (metric) => !metric.Namespace.startsWith('AWS/') && !earlier.has(keyOf(metric)),
  );
  return [
    { price: 'alarm/month', quantity: metrics.length },
    ...(own.length === 0 ? [] : [{ price: 'custom-metric/month', quantity: own.length }]),
  ];
}

const metricSchema = z.looseObject({ Namespace: z.string(), MetricName: z.string() });
const alarmSchema = z.union([
  metricSchema.transform((metric) => [metric]),
  z
    .looseObject({
      Metrics: z.array(
        z.looseObject({ MetricStat: z.looseObject({ Metric: metricSchema }).optional() }),
      ),
    })
    // An alarm over an expression is billed for each metric in it.
    .transform(({ Metrics }) => Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])),
]);
type Metric = z.infer<typeof metricSchema>;

function metricsOf(resource: TemplateResource): readonly Metric[] {
  if (resource.type !== 'AWS::CloudWatch::Alarm') return [];
  const parsed = alarmSchema.safeParse(resource.properties);
  if (parsed.success && parsed.data.length > 0) return parsed.data;
  throw odd(resource, 'an alarm over no metric that could be read');
}

const keyOf = ({ Namespace, MetricName, Dimensions }: Metric): string =>
  JSON.stringify([Namespace, MetricName, Dimensions]);

function endpoint(resource: TemplateResource): readonly Standing[] {
  const { VpcEndpointType, SubnetIds } = resource.properties;
  if (VpcEndpointType === undefined || VpcEndpointType === 'Gateway') return [];
  if (VpcEndpointType !== 'Interface' || !Array.isArray(SubnetIds))
    throw odd(resource, 'an endpoint that is neither a gateway nor has a list of subnets');
  return [{ price: 'endpoint/hour', quantity: HOURS_A_MONTH * SubnetIds.length }];
}

const groupSchema = z.looseObject({
  CacheNodeType: z.string(),
  Engine: z.string(),
  NumCacheClusters: z.number().int().min(1).optional(),
  NumNodeGroups: z.number().int().min(1).optional(),
  ReplicasPerNodeGroup: z.number().int().min(0).optional(),
});

function cacheNodes(resource: TemplateResource): readonly Standing[] {
  const group = groupSchema.safeParse(resource.properties);
  if (!group.success) throw odd(resource, 'a cache without node type, engine or number of nodes');
  const { CacheNodeType, Engine, NumCacheClusters, NumNodeGroups, ReplicasPerNodeGroup } =
    group.data;
  const nodes = NumCacheClusters ?? (NumNodeGroups ?? 1) * (1 + (ReplicasPerNodeGroup ?? 0));
  return [{ price: `cache-node/${CacheNodeType}/${Engine}`, quantity: HOURS_A_MONTH * nodes }];
}

/** Hosts that stand when nothing waits: none, unless somebody raised the minimum. */
function standingInstances(resource: TemplateResource): readonly Standing[] {
  const { MinSize, DesiredCapacity } = resource.properties;
  const least = Math.max(Number(MinSize), Number(DesiredCapacity ?? 0));
  if (least === 0) return [];
  throw odd(resource, 'hosts that stand all the time; its minimum must be 0 for an idle cost');
}

function onDemandTable(resource: TemplateResource): readonly Standing[] {
  if (resource.properties['BillingMode'] === 'PAY_PER_REQUEST') return [];
  throw odd(resource, 'a table with provisioned capacity');
}

function unreservedFunction(resource: TemplateResource, all: readonly TemplateResource[]): [] {
  const warm = all.find(
    ({ type, properties }) =>
      type === 'AWS::Lambda::Version' && 'ProvisionedConcurrencyConfig' in properties,
  );
  if (warm === undefined) return [];
  throw odd(resource, 'a function with provisioned concurrency');
}

const odd = (resource: TemplateResource, what: string): CostError =>
  new CostError(
    'cost.unknown-resource',
    `${resource.id} (${resource.type}) is ${what}: its price is not known here`,
  );
