import { createHash } from 'node:crypto';
import {
  CfnComponent,
  CfnDistributionConfiguration,
  CfnImage,
  CfnImagePipeline,
  CfnImageRecipe,
  CfnInfrastructureConfiguration,
} from 'aws-cdk-lib/aws-imagebuilder';
import { Construct } from 'constructs';
import { imageDocument } from './image-document.ts';
import type { ImagePayload } from './image-document.ts';

export interface HostImageProps {
  readonly name: string;
  readonly architecture: 'arm64' | 'x86_64';
  readonly payload: ImagePayload;
  readonly region: string;
  /** Parameter of Systems Manager into which the id of each image goes that passed its tests. */
  readonly parameter: string;
  readonly instanceProfile: string;
  readonly subnet: string;
  readonly securityGroup: string;
}

const INSTANCE_TYPES = { arm64: 'm7g.large', x86_64: 'm7i.large' } as const;
const ROOT_GIB = 20;
const TEST_MINUTES = 60;
/** What CloudFormation must change when any part of a recipe changes: parts of Image Builder never change. */
const VERSION = '1.0.0';

/**
 * The image of forensic hosts. One is built and tested while the stack is deployed, so that hosts never start from
 * anything else; once a month, when Amazon Linux has moved on, another. The parameter holds the last that passed.
 */
export class HostImage extends Construct {
  constructor(scope: Construct, id: string, props: HostImageProps) {
    super(scope, id);
    const parts = this.#parts(props);
    const tests = { imageTestsEnabled: true, timeoutMinutes: TEST_MINUTES };
    new CfnImage(this, 'Image', { ...parts, imageTestsConfiguration: tests });
    new CfnImagePipeline(this, 'Pipeline', {
      ...parts,
      name: props.name,
      description: 'Forensic hosts, on the newest Amazon Linux',
      imageTestsConfiguration: tests,
      schedule: {
        scheduleExpression: 'cron(0 4 1 * ? *)',
        pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
      },
    });
  }

  #parts(props: HostImageProps) {
    return {
      imageRecipeArn: this.#recipe(props).attrArn,
      infrastructureConfigurationArn: this.#infrastructure(props).attrArn,
      distributionConfigurationArn: this.#distribution(props).attrArn,
      enhancedImageMetadataEnabled: true,
    };
  }

  #recipe({ architecture, name, payload }: HostImageProps): CfnImageRecipe {
    const document = imageDocument(payload);
    const parentImage = `ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
    const named = `${name}-${markOf(payload.sha256, document, parentImage)}`;
    const component = new CfnComponent(this, 'Component', {
      name: named,
      version: VERSION,
      platform: 'Linux',
      supportedOsVersions: ['Amazon Linux 2023'],
      data: document,
    });
    return new CfnImageRecipe(this, 'Recipe', {
      name: named,
      version: VERSION,
      parentImage,
      components: [{ componentArn: component.attrArn }],
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: {
            encrypted: true,
            volumeSize: ROOT_GIB,
            volumeType: 'gp3',
            deleteOnTermination: true,
          },
        },
      ],
    });
  }

  #infrastructure(props: HostImageProps): CfnInfrastructureConfiguration {
    const { architecture, instanceProfile, name, securityGroup, subnet } = props;
    return new CfnInfrastructureConfiguration(this, 'Infrastructure', {
      name,
      description: 'Machines that build and test the image, away from evidence',
      instanceProfileName: instanceProfile,
      instanceTypes: [INSTANCE_TYPES[architecture]],
      subnetId: subnet,
      securityGroupIds: [securityGroup],
      instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      terminateInstanceOnFailure: true,
    });
  }

  #distribution({ name, parameter, payload, region }: HostImageProps) {
    return new CfnDistributionConfiguration(this, 'Distribution', {
      name,
      distributions: [
        {
          region,
          amiDistributionConfiguration: {
            Name: `${name}-{{ imagebuilder:buildDate }}`,
            AmiTags: { 'afo:payload': payload.sha256 },
          },
          ssmParameterConfigurations: [{ parameterName: parameter, dataType: 'aws:ec2:image' }],
        },
      ],
    });
  }
}

/** Names a recipe by what is in it. What is known at deployment only stands in the document as its stand-in. */
const markOf = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(parts.join('\n').replaceAll(/\$\{Token\[[^\]]*\]\}/g, ''))
    .digest('hex')
    .slice(0, 12);
