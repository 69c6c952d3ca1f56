import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { addStacks } from '../src/add-stacks.ts';
import { flags } from '../src/flags.ts';
import { environments } from './environments.ts';
import { rendered } from './rendered.ts';
import { appOf, OUT, PAYLOADS } from './synth.ts';

/** A part of the name of the bucket of assets. */
const VALUES = { 'AWS::AccountId': '111122223333', 'AWS::Region': 'eu-central-1' };
const SUMS = readFileSync(join(PAYLOADS, 'x64/SHA256SUMS'));
const SHA256 = createHash('sha256').update(SUMS).digest('hex');

const templateOf = () => {
  const stack = appOf(environments['existing-vpc']).node.findChild('afo-existing-image');
  if (!(stack instanceof Stack)) throw new Error('not a stack');
  return Template.fromStack(stack);
};

const propertiesOf = (template: Template, type: string): unknown =>
  Object.values(template.findResources(type))[0]?.['Properties'];

interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs: unknown;
}

function phasesOf(template: Template): Readonly<Record<string, readonly Step[]>> {
  const { Data } = propertiesOf(template, 'AWS::ImageBuilder::Component') as {
    readonly Data: unknown;
  };
  const document = JSON.parse(String(rendered(Data, VALUES))) as {
    readonly phases: readonly { readonly name: string; readonly steps: readonly Step[] }[];
  };
  return Object.fromEntries(document.phases.map(({ name, steps }) => [name, steps]));
}

describe('the image of forensic hosts', () => {
  it('is installed from the payload whose digest was known at synthesis, and from no other', () => {
    const { build } = phasesOf(templateOf());

    expect(build?.map(({ name }) => name)).toEqual(['Fetch', 'Install']);
    expect(JSON.stringify(build?.[1]?.inputs)).toContain(`install.sh ${SHA256}`);
  });

  it('is looked at where it was made and on a machine that was started from it; a command that fails ends the build', () => {
    const { test, validate } = phasesOf(templateOf());

    for (const phase of [test, validate])
      expect(phase).toEqual([
        {
          name: 'Verify',
          action: 'ExecuteBash',
          inputs: { commands: ['set -eu', `sh /opt/afo/verify.sh ${SHA256}`] },
        },
      ]);
    for (const type of ['AWS::ImageBuilder::Image', 'AWS::ImageBuilder::ImagePipeline'])
      expect(propertiesOf(templateOf(), type)).toMatchObject({
        ImageTestsConfiguration: { ImageTestsEnabled: true },
      });
  });

  it('is where hosts look for it, in the one path that Image Builder may write', () => {
    expect(
      propertiesOf(templateOf(), 'AWS::ImageBuilder::DistributionConfiguration'),
    ).toMatchObject({
      Distributions: [
        {
          Region: 'eu-central-1',
          SsmParameterConfigurations: [
            { ParameterName: '/imagebuilder/afo-existing', DataType: 'aws:ec2:image' },
          ],
        },
      ],
    });
  });

  it('is built by machines that nobody can reach, in a subnet that is not one of evidence', () => {
    const template = templateOf();
    const { network } = environments['existing-vpc'];

    expect(propertiesOf(template, 'AWS::ImageBuilder::InfrastructureConfiguration')).toMatchObject({
      InstanceMetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      SubnetId: 'subnet-00000000000000001',
    });
    expect(JSON.stringify(network)).not.toContain('subnet-00000000000000001');
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    expect(propertiesOf(template, 'AWS::EC2::SecurityGroup')).not.toHaveProperty(
      'SecurityGroupIngress',
    );
  });

  it('is there before hosts are made, which can start from nothing else', () => {
    const hosts = appOf(environments['existing-vpc']).node.findChild('afo-existing-hosts');

    expect(hosts).toBeInstanceOf(Stack);
    expect(
      hosts instanceof Stack ? hosts.dependencies.map(({ stackName }) => stackName) : [],
    ).toContain('afo-existing-image');
  });

  it('is not promised where its payload was never made', () => {
    const app = new App({ outdir: OUT, context: { ...flags, imagePayloads: '/nowhere' } });

    expect(() => {
      addStacks(app, environments['existing-vpc']);
    }).toThrow(/nx run forensic-image:payload --machine=x64/);
  });
});
