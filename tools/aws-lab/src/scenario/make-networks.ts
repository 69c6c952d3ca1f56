import { textIn } from './lab-caller.ts';
import type { Place } from './lab-caller.ts';
import type { Making } from './making.ts';
import type { ScenarioNetwork } from './scenario-schema.ts';

/** VPC with a way to the internet, subnets and groups. */
export async function makeNetwork(making: Making, network: ScenarioNetwork): Promise<void> {
  const { caller, names } = making;
  const place = making.place(network);
  const made = await caller.query(place, 'ec2:CreateVpc', { CidrBlock: network.cidr });
  const vpc = names.set(`network.${network.name}`, textIn(made, 'vpcId'));
  const gateway = textIn(
    await caller.query(place, 'ec2:CreateInternetGateway', {}),
    'internetGatewayId',
  );
  names.set(`internet-gateway.${network.name}`, gateway);
  await caller.query(place, 'ec2:AttachInternetGateway', {
    InternetGatewayId: gateway,
    VpcId: vpc,
  });
  for (const subnet of network.subnets) {
    const answer = await caller.query(place, 'ec2:CreateSubnet', {
      VpcId: vpc,
      CidrBlock: subnet.cidr,
      AvailabilityZone: subnet.zone,
    });
    names.set(`subnet.${subnet.name}`, textIn(answer, 'subnetId'));
  }
  for (const group of network.groups) await makeGroup(making, { place, vpc, group });
}

async function makeGroup(
  { caller, names }: Making,
  on: {
    readonly place: Place;
    readonly vpc: string;
    readonly group: ScenarioNetwork['groups'][number];
  },
): Promise<void> {
  const { place, vpc, group } = on;
  const answer = await caller.query(place, 'ec2:CreateSecurityGroup', {
    GroupName: group.name,
    GroupDescription: group.name,
    VpcId: vpc,
  });
  const id = names.set(`group.${group.name}`, textIn(answer, 'groupId'));
  for (const rule of group.ingress)
    await caller.query(place, 'ec2:AuthorizeSecurityGroupIngress', permission(id, rule));
  if (group.egress === undefined) return;
  // A new group lets everything out, until it is told not to.
  const open = { protocol: '-1', cidr: '0.0.0.0/0' } as const;
  await caller.query(place, 'ec2:RevokeSecurityGroupEgress', permission(id, open));
  for (const rule of group.egress)
    await caller.query(place, 'ec2:AuthorizeSecurityGroupEgress', permission(id, rule));
}

const permission = (group: string, rule: ScenarioNetwork['groups'][number]['ingress'][number]) => ({
  GroupId: group,
  'IpPermissions.1.IpProtocol': rule.protocol,
  'IpPermissions.1.FromPort': rule.from,
  'IpPermissions.1.ToPort': rule.to,
  'IpPermissions.1.IpRanges.1.CidrIp': rule.cidr,
});
