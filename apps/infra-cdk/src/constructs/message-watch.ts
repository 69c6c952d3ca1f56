import type { MessageRule } from '@afo/deployment';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { Watch } from './watch.ts';

export interface MessageWatchProps {
  readonly place: Place;
  readonly rule: MessageRule;
  readonly topic: ITopic;
  /** Where the messages of this kind are kept, so that who is alarmed can read them. */
  readonly log: ILogGroup;
}

/** Counts the messages of one kind that systems are told, and raises an alarm at the first. */
export class MessageWatch extends Construct {
  readonly watch: Watch;

  constructor(scope: Construct, id: string, { log, place, rule, topic }: MessageWatchProps) {
    super(scope, id);
    const name = `${place.names.prefix}-${rule.name}`;
    new CfnRule(this, 'Rule', {
      name,
      eventBusName: place.names.bus,
      eventPattern: rule.pattern,
      targets: [{ id: 'log', arn: arnIn(place, 'logs', `log-group:${log.logGroupName}`) }],
    });
    this.watch = new Watch(this, 'Watch', {
      topic,
      meaning: rule.meaning,
      measures: [
        {
          namespace: 'AWS/Events',
          name: 'MatchedEvents',
          dimensions: { EventBusName: place.names.bus, RuleName: name },
          statistic: 'Sum',
        },
      ],
      above: 0,
      minutes: 1,
    });
  }
}
