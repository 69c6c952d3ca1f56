import { Aws, CfnCondition, CfnParameter, Fn, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MemberParts } from '../constructs/member-parts.ts';

/**
 * The same for an application account whose owners put it in by themselves, with the values of the deployment as
 * parameters. It asks for no organisation, so the external id and the names of the roles alone keep others out.
 */
export class MemberTemplate extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'Lets forensics preserve, contain and acquire hosts of this account',
      synthesizer: new LegacyStackSynthesizer(),
    });
    const deployment = this.#text('Deployment', {
      description: 'Name of the deployment, as in its environment file',
      allowedPattern: '[a-z][a-z0-9-]{0,19}',
    });
    new MemberParts(this, 'Forensics', {
      member: {
        partition: Aws.PARTITION,
        account: Aws.ACCOUNT_ID,
        forensicAccount: this.#text('ForensicAccount', {
          description: 'The forensic account',
          allowedPattern: '[0-9]{12}',
        }),
        rolePath: `afo/${deployment}-`,
        role: ROLE,
        externalId: this.#text('ExternalId', {
          description: 'As in the environment file',
          allowedPattern: '[A-Za-z0-9_+=,.@:/-]{12,1224}',
        }),
        workloadPath: this.#text('WorkloadPath', {
          description:
            "Path of the workloads' own roles, e.g. workloads/: only their sessions can be revoked. Empty for all",
          allowedPattern: '([A-Za-z0-9_+=,.@-]+/)*',
          default: '',
        }),
      },
      containedProfile: `${ROLE}-contained`,
      sharedKey: { alias: `afo-${deployment}-shared`, condition: this.#wantsKey() },
    });
  }

  #text(name: string, props: { description: string; allowedPattern: string; default?: string }) {
    return new CfnParameter(this, name, { type: 'String', ...props }).valueAsString;
  }

  #wantsKey(): CfnCondition {
    const wanted = new CfnParameter(this, 'MakeSharedKey', {
      type: 'String',
      description: 'Whether to make a key for snapshots that cannot be shared under their own',
      allowedValues: ['yes', 'no'],
      default: 'no',
    });
    return new CfnCondition(this, 'WithSharedKey', {
      expression: Fn.conditionEquals(wanted.valueAsString, 'yes'),
    });
  }
}

/** That of an environment which names no other. */
const ROLE = 'afo/member';
