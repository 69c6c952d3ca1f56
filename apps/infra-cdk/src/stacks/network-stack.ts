import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { GivenNetwork } from '../constructs/given-network.ts';
import { NetworkLogs } from '../constructs/network-logs.ts';
import { PrivateNetwork } from '../constructs/private-network.ts';
import { ProgramLog } from '../constructs/program-log.ts';
import { ServiceEndpoints } from '../constructs/service-endpoints.ts';
import { arnIn, bucketArnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { ForensicStack } from './forensic-stack.ts';
import type { KeysStack } from './keys-stack.ts';

/** Where forensic hosts and the queue are: subnets without a way to the internet, and the endpoints that are used. */
export class NetworkStack extends ForensicStack {
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];
  /** Of whoever works with the queue: forensic hosts, and the functions beside them. */
  readonly programs: SecurityGroup;

  constructor(
    scope: Construct,
    id: string,
    { keys, place }: { readonly place: Place; readonly keys: KeysStack },
  ) {
    super(scope, id, { place, description: 'The network of forensic hosts and queue' });
    const { network } = place.environment;
    const { subnets, vpc } =
      network.kind === 'new'
        ? new PrivateNetwork(this, 'Network', { ...network, name: place.names.prefix })
        : new GivenNetwork(this, 'Network', network);
    this.vpc = vpc;
    this.subnets = subnets;
    this.programs = this.#programs();
    if (network.kind === 'new') this.#logs(keys);
    if (network.kind === 'new' || network.endpoints === 'make') this.#endpoints();
  }

  #programs(): SecurityGroup {
    const group = new SecurityGroup(this, 'Programs', {
      vpc: this.vpc,
      description: 'Forensic hosts, and functions that work with the queue',
      allowAllOutbound: false,
    });
    group.addEgressRule(
      Peer.anyIpv4(),
      Port.tcp(443),
      'AWS: there is no route but to endpoints, and the addresses of S3 and DynamoDB are public ones',
    );
    return group;
  }

  #logs({ operations }: KeysStack): void {
    const { environment, names } = this.place;
    const log = new ProgramLog(this, 'Log', {
      logGroupName: `/${names.prefix}/network`,
      key: operations,
      retentionDays: environment.logs.retentionDays,
    });
    new NetworkLogs(this, 'FlowLogs', { vpc: this.vpc, log });
  }

  #endpoints(): void {
    const { environment, names } = this.place;
    const securityGroup = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'Endpoints of AWS services',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(this.programs, Port.tcp(443), 'Programs');
    const tables = [names.entriesTable, names.casesTable, names.tokensTable];
    new ServiceEndpoints(this, 'Services', {
      vpc: this.vpc,
      subnets: this.subnets,
      securityGroup,
      stores: {
        account: environment.forensic.account,
        members: membersOf(this.place),
        buckets: [names.vaultBucket, names.rejectedBucket].map((name) =>
          bucketArnIn(this.place, name),
        ),
        tables: tables.map((name) => arnIn(this.place, 'dynamodb', `table/${name}`)),
      },
    });
  }
}

function membersOf({ environment }: Place): Readonly<Record<string, string | readonly string[]>> {
  const { accounts, organization } = environment.applications;
  return organization === undefined
    ? { 'aws:PrincipalAccount': accounts }
    : { 'aws:PrincipalOrgID': organization };
}
