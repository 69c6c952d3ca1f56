import { customActions, intakeRules } from '@afo/deployment';
import type { IntakeRule } from '@afo/deployment';
import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import type { EventPattern, IEventBus } from 'aws-cdk-lib/aws-events';
import { EventBus as ToBus } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import { acknowledgeInlinePolicies } from '../checks/acknowledge-inline-policies.ts';
import { CustomActionTarget } from '../constructs/custom-action-target.ts';
import type { Place } from '../place.ts';

/**
 * The account that gathers findings, in one of its regions: the custom actions, and rules that send their events to
 * the bus of the forensic account. What cannot be delivered waits in a queue for a person. It needs no VPC.
 */
export class SecurityHubStack extends Stack {
  readonly #undelivered: Queue;
  readonly #bus: IEventBus;

  constructor(scope: Construct, id: string, props: SecurityHubStackProps) {
    const { place, account, region } = props;
    const { forensic } = place.environment;
    super(scope, id, {
      description: 'Sends what people choose in Security Hub to forensics',
      env: { account, region },
    });
    const actions = customActions.map((action) => new CustomActionTarget(this, action.id, action));
    this.#acknowledgeProvider();
    this.#undelivered = this.#undeliveredQueue(place.names.prefix);
    this.#bus = EventBus.fromEventBusArn(
      this,
      'ForensicBus',
      `arn:${Aws.PARTITION}:events:${forensic.region}:${forensic.account}:event-bus/${place.names.bus}`,
    );
    const [chosen, ...found] = intakeRules;
    if (chosen !== undefined)
      this.#forward(chosen, { ...patternOf(chosen), resources: actions.map(({ arn }) => arn) });
    if (props.findings === 'all') for (const rule of found) this.#forward(rule, patternOf(rule));
    acknowledgeInlinePolicies(this);
  }

  #undeliveredQueue(prefix: string): Queue {
    const queue = new Queue(this, 'Undelivered', {
      queueName: `${prefix}-undelivered`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(queue, { 'AwsSolutions-SQS3': 'It is the dead-letter queue of the rules.' });
    return queue;
  }

  #forward({ name }: IntakeRule, eventPattern: EventPattern): void {
    new Rule(this, name, {
      ruleName: `${this.stackName}-${name}`.slice(0, 64),
      eventPattern,
      targets: [new ToBus(this.#bus, { deadLetterQueue: this.#undelivered })],
    });
  }

  /** The function behind the custom resources is the CDK's, works at deployment alone, and is one for all of them. */
  #acknowledgeProvider(): void {
    const [provider] = this.node.children.filter(({ node }) => node.id.startsWith('AWS679f53fac'));
    if (provider === undefined)
      throw new Error('the CDK names the function of custom resources anew');
    const reason = 'A function of the CDK that runs at deployment alone, and calls Security Hub.';
    acknowledge(provider, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
        reason,
      'AwsSolutions-L1': reason,
      'NIST.800.53.R5-LambdaConcurrency': reason,
      'NIST.800.53.R5-LambdaDLQ': reason,
      'NIST.800.53.R5-LambdaInsideVPC': reason,
    });
  }
}

export interface SecurityHubStackProps {
  readonly place: Place;
  readonly account: string;
  readonly region: string;
  readonly findings: 'custom-actions' | 'all';
}

const patternOf = ({ pattern }: IntakeRule): EventPattern => ({
  source: [...pattern.source],
  detailType: [...pattern['detail-type']],
});
