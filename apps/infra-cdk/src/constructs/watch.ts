import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** One number of CloudWatch. */
export interface Measure {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
}

export interface WatchProps {
  readonly topic: ITopic;
  /** What people read in the message. */
  readonly meaning: string;
  /** The sum of these is watched. */
  readonly measures: readonly [Measure, ...Measure[]];
  /** People are told when it is above this, in each of so many minutes. */
  readonly above: number;
  readonly minutes: number;
  readonly periods?: number;
  /** What no number at all means: nothing happened, or nobody counts any more. */
  readonly silence?: 'fine' | 'alarming';
}

/** Tells people when a number is what it must not be, and when it is right again. */
export class Watch extends Construct {
  readonly alarm: CfnAlarm;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const actions = [props.topic.topicArn];
    this.alarm = new CfnAlarm(this, 'Alarm', {
      alarmDescription: props.meaning,
      metrics: metricsOf(props),
      comparisonOperator: 'GreaterThanThreshold',
      threshold: props.above,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: props.silence === 'alarming' ? 'breaching' : 'notBreaching',
      alarmActions: actions,
      okActions: actions,
    });
  }
}

function metricsOf({ measures, minutes }: WatchProps): CfnAlarm.MetricDataQueryProperty[] {
  const single = measures.length === 1;
  const stats = measures.map(({ dimensions, name, namespace, statistic }, index) => ({
    id: `m${index}`,
    metricStat: {
      metric: {
        namespace,
        metricName: name,
        dimensions: Object.entries(dimensions).map(([key, value]) => ({ name: key, value })),
      },
      period: minutes * 60,
      stat: statistic,
    },
    returnData: single,
  }));
  if (single) return stats;
  // A metric without a number would make the sum none.
  const expression = stats.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
  return [...stats, { id: 'sum', expression, label: 'Sum', returnData: true }];
}
