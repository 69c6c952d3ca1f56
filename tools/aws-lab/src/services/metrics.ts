import { z } from 'zod';
import { errorAnswer, jsonAnswer } from '../gateway/api-answer.ts';
import type { Desk, DeskCall } from '../gateway/desk.ts';

const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);

const putSchema = z.object({
  Namespace: z.string(),
  MetricData: z.array(
    z.object({
      MetricName: z.string(),
      Dimensions: dimensions,
      Value: z.number(),
      /** Seconds since 1970. */
      Timestamp: z.number(),
    }),
  ),
});

const askSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensions,
  StartTime: z.number(),
  EndTime: z.number(),
});

interface Point {
  readonly metric: string;
  readonly at: number;
  readonly value: number;
}

/** Metrics of CloudWatch: what is put into it, and GetMetricStatistics with a point for each value, by its maximum. */
export function metricsDesk(): Desk {
  const points: Point[] = [];
  return (call) => {
    if (call.service !== 'monitoring') return undefined;
    const key = `${call.principal.account}/${call.region}`;
    if (call.operation === 'PutMetricData') return put(points, key, call);
    return call.operation === 'GetMetricStatistics' ? statistics(points, key, call) : undefined;
  };
}

function put(points: Point[], key: string, { parameters }: DeskCall) {
  const given = putSchema.safeParse(parameters);
  if (!given.success) return invalid(given.error);
  for (const { Dimensions, MetricName, Timestamp, Value } of given.data.MetricData)
    points.push({
      metric: nameOf(key, given.data.Namespace, MetricName, Dimensions),
      at: Timestamp,
      value: Value,
    });
  return jsonAnswer({});
}

function statistics(points: readonly Point[], key: string, { parameters }: DeskCall) {
  const asked = askSchema.safeParse(parameters);
  if (!asked.success) return invalid(asked.error);
  const { Dimensions, EndTime, MetricName, Namespace, StartTime } = asked.data;
  const metric = nameOf(key, Namespace, MetricName, Dimensions);
  const found = points.filter(
    ({ at, metric: of }) => of === metric && at >= StartTime && at < EndTime,
  );
  return jsonAnswer({
    Label: MetricName,
    Datapoints: found.map(({ at, value }) => ({ Timestamp: at, Maximum: value, Unit: 'Count' })),
  });
}

const nameOf = (...parts: readonly unknown[]): string => JSON.stringify(parts);

const invalid = (error: z.ZodError) =>
  errorAnswer('monitoring', {
    status: 400,
    code: 'InvalidParameterValue',
    message: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  });
