import { Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface GivenNetworkProps {
  readonly vpc: string;
  readonly subnets: readonly {
    readonly subnet: string;
    readonly zone: string;
    readonly routeTable: string;
  }[];
}

/** A VPC that stands already, by its ids: nothing is looked up, and nothing of it is changed. */
export class GivenNetwork extends Construct {
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];

  constructor(scope: Construct, id: string, { subnets, vpc }: GivenNetworkProps) {
    super(scope, id);
    this.subnets = subnets.map(({ routeTable, subnet, zone }) =>
      Subnet.fromSubnetAttributes(this, subnet, {
        subnetId: subnet,
        availabilityZone: zone,
        routeTableId: routeTable,
      }),
    );
    this.vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: vpc,
      availabilityZones: subnets.map(({ zone }) => zone),
      isolatedSubnetIds: subnets.map(({ subnet }) => subnet),
      isolatedSubnetRouteTableIds: subnets.map(({ routeTable }) => routeTable),
    });
  }
}
