import type { CfnTag } from 'aws-cdk-lib';
import { CfnAutoScalingGroup, CfnScalingPolicy } from 'aws-cdk-lib/aws-autoscaling';
import { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnInstanceProfile } from 'aws-cdk-lib/aws-iam';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';
import { splitName } from './split-name.ts';

export interface ForensicHostsProps {
  readonly name: string;
  readonly profileName: string;
  /** Parameter of Systems Manager with the id of the image. */
  readonly imageParameter: string;
  readonly instanceTypes: readonly string[];
  readonly diskGiB: number;
  readonly maximum: number;
  readonly subnets: readonly ISubnet[];
  readonly securityGroup: ISecurityGroup;
  readonly role: Role;
  /** In base64; starts the programs. */
  readonly userData: string;
}

/** A host is up and takes its first job within this time. */
const WARM_SECONDS = 300;

/**
 * Machines that acquire, analyse and write reports: none until jobs wait, and none any more when nothing waits or is at
 * work. In one subnet, since Auto Scaling would end hosts at work to balance its zones.
 */
export class ForensicHosts extends Construct {
  readonly group: CfnAutoScalingGroup;
  /** Starts one more. */
  readonly more: CfnScalingPolicy;
  /** Ends all. */
  readonly none: CfnScalingPolicy;

  constructor(scope: Construct, id: string, props: ForensicHostsProps) {
    super(scope, id);
    const template = this.#template(props);
    this.group = this.#group(template, props);
    this.more = this.#policy('More', {
      adjustmentType: 'ChangeInCapacity',
      estimatedInstanceWarmup: WARM_SECONDS,
      stepAdjustments: [
        { metricIntervalLowerBound: 0, metricIntervalUpperBound: 20, scalingAdjustment: 1 },
        { metricIntervalLowerBound: 20, scalingAdjustment: 2 },
      ],
    });
    this.none = this.#policy('None', {
      adjustmentType: 'ExactCapacity',
      stepAdjustments: [{ metricIntervalUpperBound: 0, scalingAdjustment: 0 }],
    });
  }

  #template(props: ForensicHostsProps): CfnLaunchTemplate {
    const { name, path } = splitName(props.profileName);
    const profile = new CfnInstanceProfile(this, 'Profile', {
      instanceProfileName: name,
      path,
      roles: [props.role.roleName],
    });
    return new CfnLaunchTemplate(this, 'Template', {
      launchTemplateName: props.name,
      launchTemplateData: {
        imageId: `resolve:ssm:${props.imageParameter}`,
        iamInstanceProfile: { arn: profile.attrArn },
        userData: props.userData,
        instanceInitiatedShutdownBehavior: 'terminate',
        monitoring: { enabled: true },
        // One hop: nothing that a program starts in a network of its own reaches the credentials of the host.
        metadataOptions: {
          httpEndpoint: 'enabled',
          httpTokens: 'required',
          httpPutResponseHopLimit: 1,
        },
        networkInterfaces: [
          {
            deviceIndex: 0,
            associatePublicIpAddress: false,
            groups: [props.securityGroup.securityGroupId],
          },
        ],
        blockDeviceMappings: [
          {
            deviceName: '/dev/xvda',
            ebs: {
              encrypted: true,
              deleteOnTermination: true,
              volumeSize: props.diskGiB,
              volumeType: 'gp3',
            },
          },
        ],
        tagSpecifications: ['instance', 'volume'].map((resourceType) => ({
          resourceType,
          tags: namedTags(props.name),
        })),
      },
    });
  }

  #group(template: CfnLaunchTemplate, props: ForensicHostsProps): CfnAutoScalingGroup {
    const group = new CfnAutoScalingGroup(this, 'Group', {
      autoScalingGroupName: props.name,
      minSize: '0',
      maxSize: String(props.maximum),
      vpcZoneIdentifier: props.subnets.slice(0, 1).map(({ subnetId }) => subnetId),
      healthCheckType: 'EC2',
      healthCheckGracePeriod: WARM_SECONDS,
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandAllocationStrategy: 'prioritized',
          onDemandPercentageAboveBaseCapacity: 100,
        },
        launchTemplate: {
          launchTemplateSpecification: {
            launchTemplateId: template.attrLaunchTemplateId,
            version: template.attrLatestVersionNumber,
          },
          overrides: props.instanceTypes.map((instanceType) => ({ instanceType })),
        },
      },
      metricsCollection: [{ granularity: '1Minute' }],
      tags: [{ key: 'Name', value: props.name, propagateAtLaunch: true }],
    });
    const said = 'The launch template says so, which the rule cannot look into';
    acknowledge(group, {
      'AwsSolutions-EC26': said,
      'NIST.800.53.R5-EC2IMDSv2Enabled': said,
      'AwsSolutions-AS3':
        'Hosts come and go with every case; people are told of jobs that wait in vain',
    });
    return group;
  }

  #policy(
    id: string,
    rest: Omit<
      ConstructorParameters<typeof CfnScalingPolicy>[2],
      'autoScalingGroupName' | 'policyType'
    >,
  ): CfnScalingPolicy {
    return new CfnScalingPolicy(this, id, {
      ...rest,
      autoScalingGroupName: this.group.ref,
      policyType: 'StepScaling',
      metricAggregationType: 'Maximum',
    });
  }
}

const namedTags = (name: string): CfnTag[] => [{ key: 'Name', value: name }];
