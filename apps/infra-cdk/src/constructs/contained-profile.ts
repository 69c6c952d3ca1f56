import { Aws } from 'aws-cdk-lib';
import { CfnInstanceProfile, CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PolicyDocument } from '@afo/iam-policies';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards.ts';
import { AGENT_CHANNELS } from './agent-channels.ts';
import { splitName } from './split-name.ts';

/**
 * The profile that a contained host gets in place of its own, so that its agent can still answer. It allows what the
 * SSM agent needs to be reached and not one call more: the host is taken to be hostile, and the policy that AWS
 * manages for agents would let it read parameters.
 */
export class ContainedProfile extends Construct {
  constructor(scope: Construct, id: string, props: { readonly name: string }) {
    super(scope, id);
    const { name, path } = splitName(props.name);
    const policyDocument: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Channels', Effect: 'Allow', Action: AGENT_CHANNELS, Resource: '*' },
        {
          Sid: 'SignOfLife',
          Effect: 'Allow',
          Action: 'ssm:UpdateInstanceInformation',
          Resource: `arn:${Aws.PARTITION}:ec2:*:${Aws.ACCOUNT_ID}:instance/*`,
        },
      ],
    };
    const role = new CfnRole(this, 'Role', {
      roleName: name,
      path,
      description: 'Worn by contained hosts; lets their SSM agent be reached, and nothing else',
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: `ec2.${Aws.URL_SUFFIX}` },
          },
        ],
      },
    });
    const policy = new CfnManagedPolicy(this, 'Agent', { policyDocument, roles: [role.ref] });
    acknowledgeWildcards(
      policy,
      policyDocument,
      'Channels know no resource; which host is contained is known when a case opens.',
    );
    new CfnInstanceProfile(this, 'Profile', { instanceProfileName: name, path, roles: [role.ref] });
  }
}
