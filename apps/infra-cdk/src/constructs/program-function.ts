import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import { ProgramLog } from './program-log.ts';

export interface ProgramFunctionProps {
  readonly functionName: string;
  readonly code: Code;
  /** Name of the export, letter by letter (F-56). */
  readonly export: string;
  readonly role: Role;
  readonly environment: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly logs: { readonly key: IKey; readonly retentionDays: number };
  /** Of functions that work with the queue; the others reach AWS without a network of ours. */
  readonly network?: {
    readonly vpc: IVpc;
    readonly subnets: readonly ISubnet[];
    readonly securityGroup: ISecurityGroup;
  };
}

/** A function of the product, as `nx bundle` has made it: the file that was tested is the file that runs. */
export class ProgramFunction extends Function {
  constructor(scope: Construct, id: string, props: ProgramFunctionProps) {
    const { functionName, logs, network, role } = props;
    const logGroup = new ProgramLog(scope, `${id}Log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      ...logs,
    });
    super(scope, id, {
      functionName,
      code: props.code,
      handler: `main.${props.export}`,
      role: role.withoutPolicyUpdates(),
      environment: { ...props.environment },
      timeout: Duration.seconds(props.seconds),
      logGroup,
      ...(network === undefined
        ? {}
        : {
            vpc: network.vpc,
            vpcSubnets: { subnets: [...network.subnets] },
            securityGroups: [network.securityGroup],
          }),
      architecture: Architecture.ARM_64,
      memorySize: 1024,
      runtime: Runtime.NODEJS_24_X,
      tracing: Tracing.ACTIVE,
    });
    acknowledge(this, {
      'NIST.800.53.R5-LambdaConcurrency':
        'A limit of its own would make a case wait on a night with many; the limit of the account holds',
      'NIST.800.53.R5-LambdaDLQ':
        'It is asked by SQS or by Step Functions, which keep what was not worked on',
      ...(network === undefined
        ? {
            'NIST.800.53.R5-LambdaInsideVPC':
              'It calls services that have no endpoint in a VPC without a way out (IAM, Security Hub)',
          }
        : {}),
    });
  }
}

/** What every function must be allowed beside its program's own rights: its logs, its trace, its place in a network. */
export const platformRights = (
  logGroups: string,
  inNetwork: boolean,
): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroups],
  }),
  new PolicyStatement({
    sid: 'Trace',
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    resources: ['*'],
  }),
  ...(inNetwork
    ? [
        new PolicyStatement({
          sid: 'BeInTheNetwork',
          actions: [
            'ec2:AssignPrivateIpAddresses',
            'ec2:CreateNetworkInterface',
            'ec2:DeleteNetworkInterface',
            'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSubnets',
            'ec2:UnassignPrivateIpAddresses',
          ],
          resources: ['*'],
        }),
      ]
    : []),
];
