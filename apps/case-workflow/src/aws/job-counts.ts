import { jobMetrics } from '@afo/deployment';
import { queueNames } from '@afo/domain';
import type { JobQueue } from '@afo/ports';

/**
 * How many jobs wait and how many are at work, in all queues, as a line of a log that CloudWatch makes metrics of: no
 * call is needed for it, so the network of the queue needs no way to CloudWatch.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export async function jobCounts(
  queue: Pick<JobQueue, 'depth'>,
  { functionName, timestamp }: { readonly functionName: string; readonly timestamp: number },
): Promise<object> {
  const depths = await Promise.all(queueNames.map((name) => queue.depth(name)));
  const { active, dimension, namespace, waiting } = jobMetrics;
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[dimension]],
          Metrics: [waiting, active].map((name) => ({ Name: name, Unit: 'Count' })),
        },
      ],
    },
    [dimension]: functionName,
    [waiting]: depths.reduce((sum, depth) => sum + depth.waiting, 0),
    [active]: depths.reduce((sum, depth) => sum + depth.active, 0),
  };
}
