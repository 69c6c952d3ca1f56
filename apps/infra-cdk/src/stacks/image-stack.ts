import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@afo/deployment';
import { Aws } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnInstanceProfile } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { HostImage } from '../constructs/host-image.ts';
import { ImageBuilderRole } from '../constructs/image-builder-role.ts';
import { splitName } from '../constructs/split-name.ts';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { ForensicStack } from './forensic-stack.ts';

type ImageBuild = NonNullable<Environment['forensicHosts']['imageBuild']>;

export interface ImageStackProps {
  readonly place: Place;
  readonly imageBuild: ImageBuild;
  /** Folder of payloads, one a kind of machine (`nx run forensic-image:payload`). */
  readonly payloads: string;
}

const MACHINES = { arm64: 'arm64', x86_64: 'x64' } as const;

/** The image that forensic hosts start from, built in a network of its own: never in that of evidence. */
export class ImageStack extends ForensicStack {
  constructor(scope: Construct, id: string, { imageBuild, payloads, place }: ImageStackProps) {
    super(scope, id, { place, description: 'The image of forensic hosts' });
    const { environment, names } = place;
    const { architecture } = environment.forensicHosts;
    const folder = payloadIn(payloads, MACHINES[architecture]);
    const payload = new Asset(this, 'Payload', { path: folder });
    const profile = this.#profile(payload);
    new HostImage(this, 'Host', {
      name: `${names.prefix}-host`,
      architecture,
      payload: { url: payload.s3ObjectUrl, sha256: digestOf(join(folder, SUMS)) },
      region: environment.forensic.region,
      parameter: names.imageParameter,
      instanceProfile: profile.ref,
      subnet: imageBuild.subnet,
      securityGroup: this.#outwardOnly(imageBuild).securityGroupId,
    });
  }

  #profile(payload: Asset): CfnInstanceProfile {
    const { names } = this.place;
    const name = `${names.rolePath}image-builder`;
    const builder = new ImageBuilderRole(this, 'Builder', {
      name,
      payload: `${payload.bucket.bucketArn}/${payload.s3ObjectKey}`,
      component: arnIn(this.place, 'imagebuilder', `component/${names.prefix}-host-*/*`),
      builderFiles: `arn:${Aws.PARTITION}:s3:::ec2imagebuilder*`,
    });
    const { path } = splitName(name);
    return new CfnInstanceProfile(this, 'Profile', { path, roles: [builder.role.roleName] });
  }

  #outwardOnly({ subnet, vpc, zone }: ImageBuild): SecurityGroup {
    const group = new SecurityGroup(this, 'Machines', {
      vpc: Vpc.fromVpcAttributes(this, 'Vpc', {
        vpcId: vpc,
        availabilityZones: [zone],
        privateSubnetIds: [subnet],
      }),
      description: 'Machines that build and test the image',
      allowAllOutbound: false,
    });
    group.addEgressRule(
      Peer.anyIpv4(),
      Port.tcp(443),
      'Systems Manager, Image Builder and S3; nothing else is fetched',
    );
    return group;
  }
}

/** The list of digests of a payload. */
const SUMS = 'SHA256SUMS';

function payloadIn(payloads: string, machine: string): string {
  const folder = join(payloads, machine);
  if (existsSync(join(folder, SUMS))) return folder;
  throw new Error(
    `no payload of a forensic host for ${machine} in ${folder}; make it first: nx run forensic-image:payload --machine=${machine}`,
  );
}

const digestOf = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex');
