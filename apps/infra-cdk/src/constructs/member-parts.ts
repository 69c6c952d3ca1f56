import { memberPoliciesOf } from '@afo/iam-policies';
import type { MemberPlaces, PolicyDocument } from '@afo/iam-policies';
import { Aws, CfnOutput } from 'aws-cdk-lib';
import type { CfnCondition } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ContainedProfile } from './contained-profile.ts';
import { MemberRole } from './member-role.ts';
import { SharedKey } from './shared-key.ts';

export interface MemberPartsProps {
  readonly member: MemberPlaces;
  /** Path and name of the profile that contained hosts get. */
  readonly containedProfile: string;
  /** Of the key for snapshots that cannot be shared under their own; no key is made without. */
  readonly sharedKey?: { readonly alias: string; readonly condition?: CfnCondition };
}

/** What an application account gets: a role, a profile for contained hosts, and maybe a key. Nothing of it runs. */
export class MemberParts extends Construct {
  constructor(scope: Construct, id: string, { member, ...props }: MemberPartsProps) {
    super(scope, id);
    const withProfile = { ...member, replacementRole: props.containedProfile };
    const role = new MemberRole(this, 'Member', withProfile);
    new ContainedProfile(this, 'Contained', { name: props.containedProfile });
    outputOf(this, 'MemberRoleArn', role.role.attrArn);
    if (props.sharedKey !== undefined) this.#addKey(withProfile, role, props.sharedKey);
  }

  #addKey(
    member: MemberPlaces,
    role: MemberRole,
    { alias, condition }: NonNullable<MemberPartsProps['sharedKey']>,
  ): void {
    const { key, alias: named } = new SharedKey(this, 'SharedKey', {
      alias,
      forensicAccount: member.forensicAccount,
      readerArn: `arn:${Aws.PARTITION}:iam::${member.forensicAccount}:role/${member.rolePath}acquisition-agent`,
      memberRoleArn: role.role.attrArn,
    });
    const policy = role.attach('KeyPolicy', keyPolicyOf(member, key.attrArn));
    const output = outputOf(this, 'SharedKeyArn', key.attrArn);
    if (condition === undefined) return;
    for (const part of [key, named, policy]) part.cfnOptions.condition = condition;
    output.condition = condition;
  }
}

/** What a role may do beyond because there is a key. */
function keyPolicyOf(member: MemberPlaces, sharedKey: string): PolicyDocument {
  const before = new Set(statementsOf(memberPoliciesOf(member)).map(({ Sid }) => Sid));
  const added = statementsOf(memberPoliciesOf({ ...member, sharedKey }));
  return { Version: '2012-10-17', Statement: added.filter(({ Sid }) => !before.has(Sid)) };
}

const statementsOf = (documents: readonly PolicyDocument[]): PolicyDocument['Statement'] =>
  documents.flatMap(({ Statement }) => Statement);

/** Outputs are named for people, and not after the construct that makes them. */
function outputOf(scope: Construct, name: string, value: string): CfnOutput {
  const output = new CfnOutput(scope, name, { value });
  output.overrideLogicalId(name);
  return output;
}
