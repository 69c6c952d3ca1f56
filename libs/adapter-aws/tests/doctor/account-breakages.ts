import { RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteDetectorCommand,
  ListDetectorsCommand,
  UpdateDetectorCommand,
} from '@aws-sdk/client-guardduty';
import { DeleteInstanceProfileCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteActionTargetCommand, DisableSecurityHubCommand } from '@aws-sdk/client-securityhub';
import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { REGION } from '../gateway/gateway.ts';
import { RULE } from './make-deployment.ts';
import type { Clients } from './make-deployment.ts';
import type { Breakage } from './breakage.ts';

async function detectorOf({ guardDuty }: Clients): Promise<string> {
  const { DetectorIds } = await guardDuty.send(new ListDetectorsCommand({}));
  return DetectorIds?.[0] ?? '';
}

export const findingsBreakages: readonly Breakage[] = [
  {
    broken: 'the bootstrap beside Security Hub',
    by: ({ findings: { parameters } }) =>
      parameters.send(new DeleteParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' })),
    missing: { 'CDK bootstrap': /not there/ },
  },
  {
    broken: 'Security Hub',
    by: ({ findings: { hub } }) => hub.send(new DisableSecurityHubCommand({})),
    missing: { 'Security Hub': /not enabled/ },
  },
  {
    broken: 'both custom actions',
    by: async ({ accounts, findings: { hub } }) => {
      for (const id of ['ForensicTriage', 'ForensicIsolation'])
        await hub.send(
          new DeleteActionTargetCommand({
            ActionTargetArn: `arn:aws:securityhub:${REGION}:${accounts.findings}:action/custom/${id}`,
          }),
        );
    },
    missing: {
      'custom action Forensic Triage': /not there/,
      'custom action Forensic Isolation': /not there/,
    },
  },
  {
    broken: 'the rule that leads to forensics',
    by: ({ findings: { events } }) =>
      events.send(new RemoveTargetsCommand({ Rule: RULE, Ids: ['bus'] })),
    missing: { 'way of findings to forensics': /no rule leads to the bus/ },
  },
  {
    broken: 'GuardDuty, which is suspended',
    by: async ({ findings: clients }) =>
      clients.guardDuty.send(
        new UpdateDetectorCommand({ DetectorId: await detectorOf(clients), Enable: false }),
      ),
    missing: { GuardDuty: /suspended/ },
  },
  {
    broken: 'GuardDuty',
    by: async ({ findings: clients }) =>
      clients.guardDuty.send(new DeleteDetectorCommand({ DetectorId: await detectorOf(clients) })),
    missing: { GuardDuty: /not enabled/ },
  },
];

export const applicationBreakages: readonly Breakage[] = [
  {
    broken: 'the trust of the role, which lets in anybody who may act for forensics',
    by: ({ application, accounts }) =>
      application.iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: 'member',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: accounts.forensic },
                Action: 'sts:AssumeRole',
              },
            ],
          }),
        }),
      ),
    missing: { 'trust of the role afo/member': /without the external id/ },
  },
  {
    broken: 'the profile of contained hosts',
    by: ({ application }) =>
      application.iam.send(
        new DeleteInstanceProfileCommand({ InstanceProfileName: 'member-contained' }),
      ),
    missing: { 'profile of contained hosts': /not there/ },
  },
];
