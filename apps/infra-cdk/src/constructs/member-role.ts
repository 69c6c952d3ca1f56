import { memberPoliciesOf, memberTrustPolicy } from '@afo/iam-policies';
import type { MemberPlaces, PolicyDocument } from '@afo/iam-policies';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledge-wildcards.ts';
import { splitName } from './split-name.ts';

/**
 * The one role by which the forensic account enters an application account: taken with the external id, from within
 * the organisation, in sessions that are tagged with case and step. Its policies are those of the code, to the letter.
 */
export class MemberRole extends Construct {
  readonly role: CfnRole;

  constructor(scope: Construct, id: string, member: MemberPlaces) {
    super(scope, id);
    const { name, path } = splitName(member.role);
    this.role = new CfnRole(this, 'Role', {
      roleName: name,
      path,
      description: 'Forensics: preserves, contains and releases hosts, case by case',
      // The longest step waits for copies of snapshots; a session is asked for anew before it ends.
      maxSessionDuration: 3600,
      assumeRolePolicyDocument: memberTrustPolicy(member),
    });
    for (const [index, policyDocument] of memberPoliciesOf(member).entries())
      this.attach(`Policy${index}`, policyDocument);
  }

  attach(id: string, policyDocument: PolicyDocument): CfnManagedPolicy {
    const policy = new CfnManagedPolicy(this, id, { policyDocument, roles: [this.role.ref] });
    acknowledgeWildcards(policy, policyDocument, UNKNOWN_SUBJECT);
    return policy;
  }
}

const UNKNOWN_SUBJECT =
  'Which host becomes a subject is known when a case opens. Steps, cases and tags are asked for instead, as far as AWS knows them for the action (docs/reference/iam.md).';
