import {
  CfnParameterGroup,
  CfnReplicationGroup,
  CfnSubnetGroup,
} from 'aws-cdk-lib/aws-elasticache';
import { CfnSecurityGroupEgress, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge.ts';

export interface JobQueueProps {
  readonly name: string;
  readonly secretName: string;
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];
  readonly programs: ISecurityGroup;
  readonly key: IKey;
  readonly nodeType: string;
  readonly standby: boolean;
}

// Valkey is Redis to BullMQ, and a fifth cheaper.
const ENGINE = { engine: 'valkey', engineVersion: '8.0' } as const;
const FAMILY = 'valkey8';
const PORT = 6379;

/**
 * The queue of jobs: a node and no serverless cache, which evicts what it likes and knows no `noeviction`
 * (docs/adr/0016-queue-on-a-node.md). By TLS and password alone.
 */
export class JobQueueNode extends Construct {
  readonly secret: Secret;
  readonly url: string;

  constructor(scope: Construct, id: string, props: JobQueueProps) {
    super(scope, id);
    this.secret = this.#password(props.secretName);
    const node = this.#node(props);
    this.url = `rediss://${node.attrPrimaryEndPointAddress}:${node.attrPrimaryEndPointPort}`;
  }

  #password(secretName: string): Secret {
    const secret = new Secret(this, 'Password', {
      secretName,
      description: 'Password of the queue of forensic jobs',
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const rotation =
      'It is changed by hand when it may be known (deployment/runbooks): jobs in work would fail';
    acknowledge(secret, {
      'AwsSolutions-SMG4': rotation,
      'NIST.800.53.R5-SecretsManagerRotationEnabled': rotation,
      'NIST.800.53.R5-SecretsManagerUsingKMSKey':
        'The key of AWS serves whoever may read the secret; a key of ours would serve the same programs',
    });
    return secret;
  }

  #node(props: JobQueueProps): CfnReplicationGroup {
    const securityGroup = new SecurityGroup(this, 'Access', {
      vpc: props.vpc,
      description: 'The queue of forensic jobs',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(props.programs, Port.tcp(PORT), 'Programs');
    // Here and not at the group of the programs, whose stack comes first.
    new CfnSecurityGroupEgress(this, 'Way', {
      groupId: props.programs.securityGroupId,
      destinationSecurityGroupId: securityGroup.securityGroupId,
      description: 'Queue',
      ipProtocol: 'tcp',
      fromPort: PORT,
      toPort: PORT,
    });
    const parameters = new CfnParameterGroup(this, 'Parameters', {
      cacheParameterGroupFamily: FAMILY,
      description: 'Refuses jobs where there is no room, and forgets none',
      properties: { 'maxmemory-policy': 'noeviction' },
    });
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      description: 'The queue of forensic jobs',
      subnetIds: props.subnets.map(({ subnetId }) => subnetId),
    });
    const node = new CfnReplicationGroup(this, 'Node', {
      ...ENGINE,
      replicationGroupId: props.name,
      replicationGroupDescription: 'Queue of forensic jobs',
      cacheNodeType: props.nodeType,
      numCacheClusters: props.standby ? 2 : 1,
      automaticFailoverEnabled: props.standby,
      multiAzEnabled: props.standby && props.subnets.length > 1,
      cacheParameterGroupName: parameters.ref,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [securityGroup.securityGroupId],
      port: PORT,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      kmsKeyId: props.key.keyArn,
      authToken: this.secret.secretValue.unsafeUnwrap(),
      autoMinorVersionUpgrade: true,
      snapshotRetentionLimit: 0,
    });
    acknowledge(node, {
      'AwsSolutions-AEC4':
        'A queue that is lost costs time and no evidence; a standby is a setting',
      'NIST.800.53.R5-ElastiCacheRedisClusterAutomaticBackup':
        'Jobs are told by the case log: what the queue forgets comes again, and old jobs must not',
    });
    return node;
  }
}
