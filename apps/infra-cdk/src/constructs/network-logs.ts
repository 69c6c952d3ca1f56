import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import type { ProgramLog } from './program-log.ts';

/** Flow logs of the forensic network, in minutes: what its hosts talked with can be asked while it goes on. */
export class NetworkLogs extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { log, vpc }: { readonly log: ProgramLog; readonly vpc: IVpc },
  ) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('vpc-flow-logs'),
      inlinePolicies: {
        log: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
              resources: [log.logGroupArn],
            }),
          ],
        }),
      },
    });
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::<Log.Arn>:*]': 'Streams of this one log group',
      'NIST.800.53.R5-IAMNoInlinePolicy': 'One right of one role, and nobody else gets it',
    });
    new CfnFlowLog(this, 'FlowLog', {
      resourceId: vpc.vpcId,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: log.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
      maxAggregationInterval: 60,
    });
  }
}
