import { intakeRules, messageRules } from '@afo/deployment';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { environments } from './environments.ts';
import { propertiesOf, templateOf } from './stack-of.ts';

const dependenciesSchema = z.record(z.string(), z.looseObject({ DependsOn: z.array(z.string()) }));

const each = Object.entries(environments);

describe.each(each)('the intake of %s', (_, environment) => {
  const template = templateOf(environment, 'workflow');

  it.each(intakeRules.map(({ name }) => name))('takes %s into a queue that loses none', (name) => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: `afo-${environment.name}-findings-${name}`,
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
  });

  it('lets no account send but that of Security Hub', () => {
    const policies = propertiesOf(template, 'AWS::Events::EventBusPolicy');

    expect(policies).toMatchObject([
      { Statement: { Principal: { AWS: environment.securityHub?.account } } },
    ]);
  });

  it('gives a message back before it is taken for lost: a batch has a sixth of its time', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: `afo-${environment.name}-findings`,
      VisibilityTimeout: 720,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });
});

describe.each(each)('the state machine of %s', (_, environment) => {
  const template = templateOf(environment, 'workflow');

  it('calls functions that are deployed, and is allowed to call these alone', () => {
    const [machine] = propertiesOf(template, 'AWS::StepFunctions::StateMachine');
    const called = new Set(String(machine?.['DefinitionString']).match(/arn:[\w-]+:lambda:[^"]+/g));
    const deployed = propertiesOf(template, 'AWS::Lambda::Function').map(({ FunctionName }) =>
      String(FunctionName),
    );

    expect(called.size).toBe(5);
    expect([...called].filter((arn) => !deployed.includes(arn.split(':').at(-1) ?? ''))).toEqual(
      [],
    );
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'lambda:InvokeFunction', Resource: [...called].sort() }),
        ]),
      },
    });
  });
});

describe.each(each)('the functions of %s', (_, environment) => {
  const template = templateOf(environment, 'workflow');

  it('are made when their rights are there, which Lambda looks for', () => {
    const policies = Object.keys(template.findResources('AWS::IAM::ManagedPolicy'));
    const made = template.findResources('AWS::Lambda::Function');

    expect(policies.length).toBeGreaterThan(0);
    for (const one of Object.values(dependenciesSchema.parse(made)))
      expect(one.DependsOn.filter((id) => policies.includes(id)).length).toBeGreaterThan(0);
  });

  it('may publish to the topic, which is encrypted: its key serves whoever publishes', () => {
    templateOf(environment, 'keys').hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'Publishers',
            Condition: {
              StringEquals: { 'kms:CallerAccount': environment.forensic.account },
              StringLike: { 'kms:ViaService': `sns.${environment.forensic.region}.*` },
            },
          }),
        ]),
      },
    });
  });
});

describe.each(each)('what people of %s are told of', (_, environment) => {
  const template = templateOf(environment, 'observability');
  const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');

  it('goes to their topic, also when it is right again', () => {
    expect(alarms.length).toBeGreaterThanOrEqual(10);
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toHaveLength(1);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it.each(messageRules.map(({ name }) => name))('holds every %s', (name) => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: `afo-${environment.name}-${name}`,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: [
        Match.objectLike({
          MetricStat: Match.objectLike({
            Metric: Match.objectLike({
              Dimensions: Match.arrayWith([
                { Name: 'RuleName', Value: `afo-${environment.name}-${name}` },
              ]),
            }),
          }),
        }),
      ],
    });
  });

  it('says so when nobody counts jobs any more', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { TreatMissingData: 'breaching' });
  });

  it('can be traced: who read or wrote evidence, the log, or a block of a snapshot', () => {
    template.hasResourceProperties('AWS::CloudTrail::Trail', {
      EnableLogFileValidation: true,
      AdvancedEventSelectors: ['AWS::S3::Object', 'AWS::DynamoDB::Table', 'AWS::EC2::Snapshot'].map(
        (type) =>
          Match.objectLike({
            FieldSelectors: Match.arrayWith([{ Field: 'resources.type', Equals: [type] }]),
          }),
      ),
    });
  });
});
