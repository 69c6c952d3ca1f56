import { intakeRules } from '@afo/deployment';
import { CfnResource, Duration } from 'aws-cdk-lib';
import { Archive, EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface FindingsIntakeProps {
  readonly busName: string;
  readonly queueName: string;
  readonly deadLetterName: string;
  /** The accounts that send findings, beside the own. */
  readonly senders: readonly string[];
  readonly archiveDays: number;
}

/** The time of one batch; SQS wants six of it before a message comes again (Lambda developer guide, SQS). */
export const BATCH_SECONDS = 120;

/** How findings come in: a bus, its rules, a queue from which nothing is lost, and an archive from which all can come again. */
export class FindingsIntake extends Construct {
  readonly bus: EventBus;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: FindingsIntakeProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      queueName: props.deadLetterName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Findings', {
      queueName: props.queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(6 * BATCH_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    this.bus = new EventBus(this, 'Bus', { eventBusName: props.busName });
    this.#letIn(props.senders);
    this.#rules(props.busName);
    new Archive(this, 'Archive', {
      archiveName: props.busName,
      sourceEventBus: this.bus,
      description: 'Findings as they came, for events that were lost on their way',
      eventPattern: { source: [...new Set(intakeRules.flatMap(({ pattern }) => pattern.source))] },
      retention: Duration.days(props.archiveDays),
    });
  }

  #letIn(senders: readonly string[]): void {
    // As it is: the construct of the CDK reads members of its own that it warns of.
    for (const account of senders)
      new CfnResource(this, `From${account}`, {
        type: 'AWS::Events::EventBusPolicy',
        properties: {
          EventBusName: this.bus.eventBusName,
          StatementId: `From${account}`,
          Statement: {
            Sid: `From${account}`,
            Effect: 'Allow',
            Principal: { AWS: account },
            Action: 'events:PutEvents',
            Resource: this.bus.eventBusArn,
          },
        },
      });
  }

  #rules(prefix: string): void {
    for (const { name, pattern } of intakeRules)
      new Rule(this, name, {
        ruleName: `${prefix}-${name}`,
        eventBus: this.bus,
        eventPattern: { source: [...pattern.source], detailType: [...pattern['detail-type']] },
        targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
      });
  }
}
