import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
} from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { endpointStatements, storeStatements } from './endpoint-policies.ts';
import type { OwnStores } from './endpoint-policies.ts';

export interface ServiceEndpointsProps {
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];
  readonly securityGroup: ISecurityGroup;
  readonly stores: OwnStores;
}

/** Services that forensic hosts and the functions beside them call. Each is billed by the hour and the zone. */
const services = [
  'ebs',
  'ec2',
  'events',
  'kms',
  'secretsmanager',
  'securityhub',
  'sns',
  'states',
  'sts',
] as const;
export type EndpointService = (typeof services)[number];

/** The ways to AWS's services, each narrowed by a policy to what the programs do there. */
export class ServiceEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: ServiceEndpointsProps) {
    super(scope, id);
    const { securityGroup, stores, subnets, vpc } = props;
    for (const store of ['s3', 'dynamodb'] as const) {
      const endpoint = new GatewayVpcEndpoint(this, store, {
        vpc,
        service: new GatewayVpcEndpointAwsService(store),
        subnets: [{ subnets: [...subnets] }],
      });
      allow(endpoint, storeStatements(store, stores));
    }
    for (const service of services) {
      const endpoint = new InterfaceVpcEndpoint(this, service, {
        vpc,
        service: new InterfaceVpcEndpointAwsService(service),
        subnets: { subnets: [...subnets] },
        securityGroups: [securityGroup],
        privateDnsEnabled: true,
        open: false,
      });
      allow(endpoint, endpointStatements(service, stores));
    }
  }
}

type Endpoint = GatewayVpcEndpoint | InterfaceVpcEndpoint;

function allow(endpoint: Endpoint, statements: ReturnType<typeof storeStatements>): void {
  for (const statement of statements)
    endpoint.addToPolicy(new PolicyStatement({ ...statement, principals: [new AnyPrincipal()] }));
}
