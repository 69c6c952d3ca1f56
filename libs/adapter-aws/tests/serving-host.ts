import {
  AttachInstancesCommand,
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  AllocateAddressCommand,
  AssignIpv6AddressesCommand,
  AssociateAddressCommand,
  AssociateVpcCidrBlockCommand,
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  ElasticLoadBalancingClient,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientSettings } from '../src/clients.ts';
import type { AwsConfig } from '../src/clients.ts';
import { found } from '../src/host/settings/setting.ts';
import type { MotoHosts } from './moto-host.ts';

/** Two hosts with one role, the first with two interfaces in two groups, an elastic IP, and all that sends it traffic. */
export async function makeServingHost(hosts: MotoHosts, config: AwsConfig) {
  const name = `web-${String(Date.now())}`;
  const profile = await hosts.profile(name);
  const id = await hosts.run({ IamInstanceProfile: { Arn: profile } });
  const neighbour = await hosts.run({ IamInstanceProfile: { Arn: profile } });
  const network = await makeNetwork(hosts, id, name);
  await makeScaling(config, name, id);
  const targetGroup = await makeTargets(config, { name, id, vpc: network.vpc });
  await makeClassic(config, name, id);
  return { id, neighbour, profile, name, targetGroup, ...network };
}

async function makeNetwork({ ec2, calls }: MotoHosts, id: string, name: string) {
  const { output } = await calls.call('ec2:DescribeInstances', { InstanceIds: [id] });
  const [first] = output.Reservations?.[0]?.Instances?.[0]?.NetworkInterfaces ?? [];
  const vpc = found(first?.VpcId, 'VPC');
  await ec2.send(
    new AssociateVpcCidrBlockCommand({ VpcId: vpc, AmazonProvidedIpv6CidrBlock: true }),
  );
  const groups: string[] = [];
  for (const which of ['a', 'b']) {
    const made = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: `${name}-${which}`,
        VpcId: vpc,
        Description: '-',
      }),
    );
    groups.push(found(made.GroupId, 'group'));
  }
  const second = await ec2.send(
    new CreateNetworkInterfaceCommand({
      SubnetId: found(first?.SubnetId, 'subnet'),
      Groups: groups,
    }),
  );
  const secondId = found(second.NetworkInterface?.NetworkInterfaceId, 'interface');
  await ec2.send(
    new AttachNetworkInterfaceCommand({
      NetworkInterfaceId: secondId,
      InstanceId: id,
      DeviceIndex: 1,
    }),
  );
  await ec2.send(
    new AssignIpv6AddressesCommand({
      NetworkInterfaceId: secondId,
      Ipv6Addresses: ['2001:db8::5'],
    }),
  );
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: secondId }));
  return {
    vpc,
    interfaces: [found(first?.NetworkInterfaceId, 'interface'), secondId].sort(),
    address: found(AllocationId, 'address'),
  };
}

/** A group that is as small as it may be, so that its least size stands in the way of standby. */
async function makeScaling(config: AwsConfig, name: string, id: string): Promise<void> {
  const scaling = new AutoScalingClient(clientSettings(config));
  await scaling.send(
    new CreateLaunchConfigurationCommand({
      LaunchConfigurationName: name,
      ImageId: 'ami-12c6146b',
      InstanceType: 't3.micro',
    }),
  );
  await scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: name,
      LaunchConfigurationName: name,
      MinSize: 1,
      MaxSize: 3,
      DesiredCapacity: 1,
      AvailabilityZones: [`${config.region}a`],
    }),
  );
  await scaling.send(new AttachInstancesCommand({ AutoScalingGroupName: name, InstanceIds: [id] }));
  scaling.destroy();
}

async function makeTargets(
  config: AwsConfig,
  { name, id, vpc }: { readonly name: string; readonly id: string; readonly vpc: string },
): Promise<string> {
  const balancing = new ElasticLoadBalancingV2Client(clientSettings(config));
  const { TargetGroups } = await balancing.send(
    new CreateTargetGroupCommand({ Name: name, Protocol: 'HTTP', Port: 80, VpcId: vpc }),
  );
  const arn = found(TargetGroups?.[0]?.TargetGroupArn, 'target group');
  await balancing.send(
    new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: [{ Id: id, Port: 8080 }] }),
  );
  balancing.destroy();
  return arn;
}

async function makeClassic(config: AwsConfig, name: string, id: string): Promise<void> {
  const balancing = new ElasticLoadBalancingClient(clientSettings(config));
  await balancing.send(
    new CreateLoadBalancerCommand({
      LoadBalancerName: name,
      Listeners: [{ Protocol: 'http', LoadBalancerPort: 80, InstancePort: 80 }],
      AvailabilityZones: [`${config.region}a`],
    }),
  );
  await balancing.send(
    new RegisterInstancesWithLoadBalancerCommand({
      LoadBalancerName: name,
      Instances: [{ InstanceId: id }],
    }),
  );
  balancing.destroy();
}
