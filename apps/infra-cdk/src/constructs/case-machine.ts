import { caseWorkflow } from '@afo/domain';
import { compile } from '@afo/state-machine';
import type { Functions } from '@afo/state-machine';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import type { ProgramLog } from './program-log.ts';

export interface CaseMachineProps {
  readonly name: string;
  readonly partition: string;
  readonly arn: string;
  /** ARNs. */
  readonly functions: Functions;
  readonly log: ProgramLog;
}

/** Longest sleep between two looks at an approval; an answer wakes the machine at once. */
const APPROVAL_WAIT_SECONDS = 3600;

/** The workflow of a case, compiled from the one value that the workstation runs too. */
export class CaseMachine extends Construct {
  readonly machine: CfnStateMachine;

  constructor(scope: Construct, id: string, props: CaseMachineProps) {
    super(scope, id);
    const { functions, log, name, partition } = props;
    const role = this.#role(props);
    const definition = compile(caseWorkflow, {
      partition,
      functions,
      approvalWaitSeconds: APPROVAL_WAIT_SECONDS,
      items: 'distributed',
    });
    this.machine = new CfnStateMachine(this, 'Machine', {
      stateMachineName: name,
      roleArn: role.roleArn,
      definitionString: JSON.stringify(definition),
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ALL',
        // Ids and counters are all that it holds.
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: log.logGroupArn } }],
      },
    });
    this.machine.node.addDependency(role);
  }

  #role({ arn, functions, name }: CaseMachineProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states'),
      description: `Lets ${name} call its functions`,
    });
    const execution = arn.replace(':stateMachine:', ':execution:');
    for (const [actions, resources] of [
      [['lambda:InvokeFunction'], Object.values(functions)],
      // Items of a distributed map are executions of their own.
      [['states:StartExecution'], [arn]],
      [
        ['states:DescribeExecution', 'states:StopExecution'],
        [`${execution}/*`, `${execution}:*`],
      ],
      [LOG_DELIVERY, ['*']],
      [
        [
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
          'xray:PutTelemetryRecords',
          'xray:PutTraceSegments',
        ],
        ['*'],
      ],
    ] as const)
      role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray and the delivery of logs know no resource',
      [`AwsSolutions-IAM5[Resource::${execution}/*]`]:
        'Items of a case, by names that come with it',
      [`AwsSolutions-IAM5[Resource::${execution}:*]`]: 'Executions of this one state machine',
      'NIST.800.53.R5-IAMNoInlinePolicy': 'The rights of one state machine, and of nothing else',
    });
    return role;
  }
}

/** Step Functions developer guide, "Logging to CloudWatch Logs": none of them knows a resource. */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
] as const;
