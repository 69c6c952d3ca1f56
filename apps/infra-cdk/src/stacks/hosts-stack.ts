import { jobMetrics } from '@afo/deployment';
import { Duration, Fn } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ArnPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import { ForensicHosts } from '../constructs/forensic-hosts.ts';
import { ProgramRole } from '../constructs/program-role.ts';
import { splitName } from '../constructs/split-name.ts';
import { iamArnIn } from '../place.ts';
import { functionNameOf } from '../programs/functions.ts';
import { hostPrograms } from '../programs/host-programs.ts';
import type { HostProgram } from '../programs/host-programs.ts';
import { hostUserData } from '../programs/host-user-data.ts';
import { settingsOf } from '../programs/settings-of.ts';
import { ForensicStack } from './forensic-stack.ts';
import { madeBy } from './workflow-stack.ts';
import type { WorkflowStackProps } from './workflow-stack.ts';

/** Minutes without any job, waiting or at work, after which hosts end. */
const IDLE_MINUTES = 15;

/** Forensic hosts, their roles, and by what they are started and ended. */
export class HostsStack extends ForensicStack {
  readonly hosts: ForensicHosts;

  constructor(scope: Construct, id: string, props: WorkflowStackProps) {
    const { network, place } = props;
    super(scope, id, { place, description: 'Forensic hosts: none until jobs wait' });
    const { environment, names } = place;
    const role = this.#hostRole();
    for (const program of hostPrograms)
      new ProgramRole(this, program, {
        place,
        made: madeBy(props),
        program,
        assumedBy: new ArnPrincipal(role.roleArn),
      });
    this.hosts = new ForensicHosts(this, 'Hosts', {
      ...environment.forensicHosts,
      name: `${names.prefix}-host`,
      profileName: `${names.rolePath}host`,
      imageParameter: names.imageParameter,
      subnets: network.subnets,
      securityGroup: network.programs,
      role,
      userData: Fn.base64(this.#userData(props)),
    });
    this.#startAndEnd();
  }

  #roleOf(program: HostProgram): string {
    return iamArnIn(this.place, `role/${this.place.names.rolePath}${program}`);
  }

  /** It can do nothing but take the roles of the programs: what one program may do, the others may not. */
  #hostRole(): Role {
    const { name, path } = splitName(`${this.place.names.rolePath}host`);
    const role = new Role(this, 'HostRole', {
      roleName: name,
      path,
      assumedBy: new ServicePrincipal('ec2'),
      description: 'Forensics: a host, from which each of its programs takes its own role',
    });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'BecomeThePrograms',
        actions: ['sts:AssumeRole'],
        resources: hostPrograms.map((program) => this.#roleOf(program)),
      }),
    );
    acknowledge(role, {
      'NIST.800.53.R5-IAMNoInlinePolicy': 'One right, of this role alone',
    });
    return role;
  }

  #userData(props: WorkflowStackProps): string {
    const made = madeBy(props);
    return hostUserData({
      region: this.place.environment.forensic.region,
      settings: {
        ...settingsOf(this.place, made),
        AFO_REDIS_URL: props.queue.queue.url,
        AFO_REDIS_SECRET: made.queueSecret,
      },
      roles: {
        'acquisition-agent': this.#roleOf('acquisition-agent'),
        'analysis-worker': this.#roleOf('analysis-worker'),
        'report-generator': this.#roleOf('report-generator'),
      },
    });
  }

  #startAndEnd(): void {
    const waiting = this.#metric('waiting', jobMetrics.waiting);
    new CfnAlarm(this, 'JobsWait', {
      alarmDescription: 'Starts forensic hosts',
      metrics: [{ ...waiting, returnData: true }],
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      evaluationPeriods: 1,
      alarmActions: [this.hosts.more.attrArn],
      treatMissingData: 'missing',
    });
    new CfnAlarm(this, 'NothingToDo', {
      alarmDescription: 'Ends forensic hosts',
      metrics: [
        { ...waiting, returnData: false },
        { ...this.#metric('active', jobMetrics.active), returnData: false },
        { id: 'all', expression: 'waiting + active', label: 'Jobs', returnData: true },
      ],
      comparisonOperator: 'LessThanOrEqualToThreshold',
      threshold: 0,
      evaluationPeriods: IDLE_MINUTES,
      alarmActions: [this.hosts.none.attrArn],
      // A queue that does not answer is not an empty one: nobody is ended for want of a count.
      treatMissingData: 'missing',
    });
  }

  #metric(id: string, metricName: string) {
    return {
      id,
      metricStat: {
        metric: {
          namespace: jobMetrics.namespace,
          metricName,
          dimensions: [
            { name: jobMetrics.dimension, value: functionNameOf(this.place, 'count-jobs') },
          ],
        },
        period: Duration.minutes(1).toSeconds(),
        stat: 'Maximum',
      },
    };
  }
}
