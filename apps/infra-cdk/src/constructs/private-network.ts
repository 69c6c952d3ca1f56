import { Aws, Fn } from 'aws-cdk-lib';
import type { CfnTag } from 'aws-cdk-lib';
import {
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  Subnet,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';

export interface PrivateNetworkProps {
  readonly name: string;
  readonly cidr: string;
  readonly zones: number;
}

/** Bits of a subnet's own addresses: a quarter of the smallest VPC that may be asked for. */
const SUBNET_BITS = 6;

/**
 * A VPC without a way out: no gateway of any kind, and subnets whose routes lead to AWS's own stores alone. Made of
 * the parts themselves, since the construct of the CDK asks the account which zones there are.
 */
export class PrivateNetwork extends Construct {
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];

  constructor(scope: Construct, id: string, { cidr, name, zones }: PrivateNetworkProps) {
    super(scope, id);
    const vpc = new CfnVPC(this, 'Vpc', {
      cidrBlock: cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: tagsOf(name),
    });
    acknowledge(vpc, {
      'NIST.800.53.R5-VPCDefaultSecurityGroupClosed':
        'Nothing wears it; only a program of our own in the account could close it',
    });
    const blocks = Fn.cidr(cidr, zones, String(SUBNET_BITS));
    this.subnets = Array.from({ length: zones }, (_, index) =>
      this.#subnet(vpc, { name: `${name}-${index}`, index, block: Fn.select(index, blocks) }),
    );
    this.vpc = Vpc.fromVpcAttributes(this, 'Imported', {
      vpcId: vpc.attrVpcId,
      vpcCidrBlock: cidr,
      availabilityZones: this.subnets.map(({ availabilityZone }) => availabilityZone),
      isolatedSubnetIds: this.subnets.map(({ subnetId }) => subnetId),
      isolatedSubnetRouteTableIds: this.subnets.map(({ routeTable }) => routeTable.routeTableId),
    });
  }

  #subnet(
    vpc: CfnVPC,
    {
      block,
      index,
      name,
    }: { readonly block: string; readonly index: number; readonly name: string },
  ): ISubnet {
    const subnet = new CfnSubnet(this, `Subnet${index}`, {
      vpcId: vpc.attrVpcId,
      availabilityZone: Fn.select(index, Fn.getAzs(Aws.REGION)),
      cidrBlock: block,
      mapPublicIpOnLaunch: false,
      tags: tagsOf(name),
    });
    const routes = new CfnRouteTable(this, `Routes${index}`, {
      vpcId: vpc.attrVpcId,
      tags: tagsOf(name),
    });
    new CfnSubnetRouteTableAssociation(this, `Routing${index}`, {
      subnetId: subnet.attrSubnetId,
      routeTableId: routes.attrRouteTableId,
    });
    return Subnet.fromSubnetAttributes(this, `Imported${index}`, {
      subnetId: subnet.attrSubnetId,
      availabilityZone: subnet.attrAvailabilityZone,
      routeTableId: routes.attrRouteTableId,
    });
  }
}

const tagsOf = (name: string): CfnTag[] => [{ key: 'Name', value: name }];
