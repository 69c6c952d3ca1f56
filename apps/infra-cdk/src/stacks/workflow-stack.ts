import { workflowEndedRule } from '@afo/deployment';
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import { CaseMachine } from '../constructs/case-machine.ts';
import { FindingsIntake } from '../constructs/findings-intake.ts';
import { MessageTopic } from '../constructs/message-topic.ts';
import { ProgramFunctions } from '../constructs/program-functions.ts';
import { ProgramLog } from '../constructs/program-log.ts';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { machineFunctions } from '../programs/functions.ts';
import type { MadeArns } from '../programs/places.ts';
import { ForensicStack } from './forensic-stack.ts';
import type { KeysStack } from './keys-stack.ts';
import type { NetworkStack } from './network-stack.ts';
import type { QueueStack } from './queue-stack.ts';

export interface WorkflowStackProps {
  readonly place: Place;
  readonly keys: KeysStack;
  readonly network: NetworkStack;
  readonly queue: QueueStack;
}

/** From a finding to a case: intake, functions, state machine, and those who are told. */
export class WorkflowStack extends ForensicStack {
  readonly topic: MessageTopic;
  readonly intake: FindingsIntake;
  readonly functions: ProgramFunctions;
  readonly machine: CaseMachine;
  /** Ends of workflows that could not be entered in a case. */
  readonly untold: Queue;

  constructor(scope: Construct, id: string, props: WorkflowStackProps) {
    const { keys, place } = props;
    super(scope, id, { place, description: 'Takes findings, and runs the workflow of each case' });
    this.topic = this.#topic(keys);
    this.intake = this.#intake();
    this.functions = new ProgramFunctions(this, 'Functions', {
      ...props,
      made: madeBy(props),
      network: placeIn(props.network),
      queueUrl: props.queue.queue.url,
    });
    this.machine = this.#machine(keys);
    this.untold = this.#tellEnds();
    this.#takeFindings();
    this.#countJobs();
  }

  #topic({ operations }: KeysStack): MessageTopic {
    const { environment, names } = this.place;
    return new MessageTopic(this, 'Messages', {
      topicName: names.topic,
      key: operations,
      account: environment.forensic.account,
      emails: environment.notifications.emails,
    });
  }

  #intake(): FindingsIntake {
    const { environment, names } = this.place;
    const sender = environment.securityHub?.account;
    return new FindingsIntake(this, 'Intake', {
      busName: names.bus,
      queueName: names.findingsQueue,
      deadLetterName: names.findingsDeadLetters,
      senders: sender === undefined || sender === environment.forensic.account ? [] : [sender],
      archiveDays: environment.logs.retentionDays,
    });
  }

  #machine({ operations }: KeysStack): CaseMachine {
    const { environment, names, partition } = this.place;
    return new CaseMachine(this, 'Case', {
      name: names.stateMachine,
      partition,
      arn: arnIn(this.place, 'states', `stateMachine:${names.stateMachine}`),
      functions: machineFunctions(this.place),
      log: new ProgramLog(this, 'CaseLog', {
        // Step Functions asks for this beginning.
        logGroupName: `/aws/vendedlogs/states/${names.stateMachine}`,
        key: operations,
        retentionDays: environment.logs.retentionDays,
      }),
    });
  }

  #takeFindings(): void {
    this.functions.of('finding-ingestor').addEventSource(
      new SqsEventSource(this.intake.queue, {
        batchSize: 10,
        maxConcurrency: 5,
        reportBatchItemFailures: true,
      }),
    );
  }

  /** A workflow that Step Functions ends has entered nothing: the case is told, and people with it. */
  #tellEnds(): Queue {
    const untold = new Queue(this, 'Untold', {
      queueName: `${this.place.names.prefix}-untold`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(untold, { 'AwsSolutions-SQS3': 'It is a dead-letter queue' });
    const { name, pattern } = workflowEndedRule(this.machine.machine.attrArn);
    new Rule(this, 'Ended', {
      ruleName: `${this.place.names.prefix}-${name}`,
      eventPattern: {
        source: [...pattern.source],
        detailType: [...pattern['detail-type']],
        detail: pattern.detail,
      },
      targets: [
        new LambdaFunction(this.functions.of('workflow-ended'), {
          deadLetterQueue: untold,
          retryAttempts: 20,
        }),
      ],
    });
    return untold;
  }

  #countJobs(): void {
    new Rule(this, 'EachMinute', {
      ruleName: `${this.place.names.prefix}-count-jobs`,
      schedule: Schedule.rate(Duration.minutes(1)),
      // A count that comes late says nothing of now.
      targets: [
        new LambdaFunction(this.functions.of('count-jobs'), {
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
        }),
      ],
    });
  }
}

export const madeBy = ({ keys, queue }: WorkflowStackProps): MadeArns => ({
  signingKey: keys.signing.keyArn,
  evidenceKey: keys.evidence.keyArn,
  snapshotKey: keys.snapshots.keyArn,
  queueSecret: queue.queue.secret.secretArn,
});

const placeIn = ({ programs, subnets, vpc }: NetworkStack) => ({
  vpc,
  subnets,
  securityGroup: programs,
});
