import type { PolicyDocument } from '@afo/iam-policies';
import { CfnManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards.ts';
import { AGENT_CHANNELS } from './agent-channels.ts';
import { splitName } from './split-name.ts';

export interface ImageBuilderRoleProps {
  /** With its path. */
  readonly name: string;
  /** ARNs. */
  readonly payload: string;
  readonly component: string;
  readonly builderFiles: string;
}

/** The machines of an image build: they fetch the payload and say how far they are, and come near no evidence. */
export class ImageBuilderRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ImageBuilderRoleProps) {
    super(scope, id);
    const { name, path } = splitName(props.name);
    this.role = new Role(this, 'Role', {
      roleName: name,
      path,
      description: 'Forensics: the machines that build and test the image of forensic hosts',
      assumedBy: new ServicePrincipal('ec2'),
    });
    const policyDocument = documentOf(props);
    const policy = new CfnManagedPolicy(this, 'Policy', {
      policyDocument,
      roles: [this.role.roleName],
    });
    acknowledgeWildcards(policy, policyDocument, REASON);
  }
}

const REASON =
  "Channels of Systems Manager's agent, for which AWS knows no resource, or a machine that is not there yet; components of this image by their name; files of Image Builder in buckets of AWS.";

const AGENT = [
  ...AGENT_CHANNELS,
  'ssm:ListInstanceAssociations',
  'ssm:UpdateInstanceInformation',
].sort();

const documentOf = ({
  builderFiles,
  component,
  payload,
}: ImageBuilderRoleProps): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Agent', Effect: 'Allow', Action: AGENT, Resource: '*' },
    {
      Sid: 'Component',
      Effect: 'Allow',
      Action: 'imagebuilder:GetComponent',
      Resource: component,
    },
    {
      Sid: 'Files',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: [payload, builderFiles],
    },
  ],
});
