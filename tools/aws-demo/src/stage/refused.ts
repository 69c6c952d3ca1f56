import { refusedCalls } from '@afo/iam-policies';
import type { Deployed } from '@afo/iam-policies';
import type { LabDeployment } from '@afo/adapter-aws/lab';
import type { AwsLab } from '@afo/aws-lab';
import { EXTERNAL_ID, MEMBER_ROLE, PLACES } from '../scenario.ts';

/** Calls that the policies of whoever made them do not allow, in words. The lab itself enforces none. */
export const refusedIn = (lab: AwsLab, deployment: LabDeployment): readonly string[] => [
  ...new Set(
    refusedCalls(lab.calls(), deployedIn(lab, deployment)).map(
      ({ call: { principal }, access: { action, resource } }) =>
        `${principal?.role ?? ''}: ${action} ${resource}`,
    ),
  ),
];

const ROLES = 'afo/';

function deployedIn(lab: AwsLab, { stores, stateMachineArn }: LabDeployment): Deployed {
  const { partition, forensic, member } = PLACES;
  const arnAt = (
    { account, region }: { readonly account: string; readonly region: string },
    [service, rest]: readonly [string, string],
  ) =>
    rest.startsWith('arn:') ? rest : `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const keyOf = (id: string): string => (id.startsWith('arn:') ? id : `key/${id}`);
  return {
    places: {
      partition,
      ...forensic,
      tables: { ...stores.tables, tokens: stores.tokensTable },
      vaultBucket: stores.vaultBucket,
      rejectedBucket: stores.rejectedBucket,
      signingKey: arnAt(forensic, ['kms', keyOf(stores.signingKey)]),
      snapshotKey: arnAt(forensic, ['kms', keyOf(lab.id('key.evidence'))]),
      topic: stores.topicArn,
      stateMachine: stateMachineArn,
      findingsQueue: arnAt(forensic, ['sqs', 'afo-findings']),
      // The queue of the demo has no password.
      queueSecret: arnAt(forensic, ['secretsmanager', 'secret:none']),
      rolePath: ROLES,
      member: { role: MEMBER_ROLE, externalId: EXTERNAL_ID, accounts: [member.account] },
    },
    members: [
      {
        partition,
        account: member.account,
        forensicAccount: forensic.account,
        rolePath: ROLES,
        role: MEMBER_ROLE,
        externalId: EXTERNAL_ID,
        workloadPath: 'web/',
        sharedKey: arnAt(member, ['kms', keyOf(lab.id('key.handover'))]),
      },
    ],
    // What the scenario has made in IAM.
    facts: {
      partition,
      pathOf: (name) => (name === 'shop' ? 'web/shop' : name),
      roleOfProfile: (profile) => (profile === 'shop' ? 'web/shop' : profile),
    },
  };
}
