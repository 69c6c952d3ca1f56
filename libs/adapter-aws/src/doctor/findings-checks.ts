import { customActions } from '@afo/deployment';
import type { CustomAction } from '@afo/deployment';
import { ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge';
import { GetDetectorCommand, paginateListDetectors } from '@aws-sdk/client-guardduty';
import {
  DescribeHubCommand,
  InvalidAccessException,
  paginateDescribeActionTargets,
} from '@aws-sdk/client-securityhub';
import type { ActionTarget } from '@aws-sdk/client-securityhub';
import { always } from '../whole-answer.ts';
import { bootstrapCheck } from './bootstrap-check.ts';
import { missing, ready, soundUnless } from './check.ts';
import type { Check, Look } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

/** The account that gathers findings, in one of its regions. `bus` is the ARN of the bus in the forensic account. */
export const findingsChecks = (bus: string, clients: DoctorClients): readonly Check[] => [
  bootstrapCheck(clients),
  {
    what: 'Security Hub',
    advice: 'enable Security Hub in this account and region',
    look: () =>
      inHub(async () => {
        const { HubArn } = await clients.hub.send(new DescribeHubCommand({}));
        return ready(always(HubArn, 'looking at Security Hub'));
      }),
  },
  ...actionChecks(clients),
  {
    what: 'way of findings to forensics',
    advice: 'deploy the stack of Security Hub',
    look: async () => {
      const { RuleNames } = await clients.events.send(
        new ListRuleNamesByTargetCommand({ TargetArn: bus }),
      );
      const rules = always(RuleNames, 'looking at rules');
      return rules.length === 0 ? missing('no rule leads to the bus') : ready(rules.join(', '));
    },
  },
  {
    what: 'GuardDuty',
    advice: 'enable GuardDuty in this account and region',
    look: () => guardDutyLook(clients),
  },
];

/** An account without Security Hub is told that it is not subscribed, and not that something is missing. */
async function inHub(look: () => Promise<Look>): Promise<Look> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof InvalidAccessException) return missing('not enabled');
    throw error;
  }
}

function actionChecks({ hub }: DoctorClients): readonly Check[] {
  let listed: Promise<readonly ActionTarget[]> | undefined;
  const targets = () => (listed ??= targetsOf(hub));
  return customActions.map(({ id, name }: CustomAction) => ({
    what: `custom action ${name}`,
    advice: 'deploy the stack of Security Hub',
    look: () =>
      inHub(async () => {
        const found = (await targets()).find(({ ActionTargetArn }) =>
          ActionTargetArn?.endsWith(`:action/custom/${id}`),
        );
        return found === undefined ? missing('not there') : ready('there');
      }),
  }));
}

async function targetsOf(client: DoctorClients['hub']): Promise<readonly ActionTarget[]> {
  const all: ActionTarget[] = [];
  for await (const { ActionTargets } of paginateDescribeActionTargets({ client }, {}))
    all.push(...always(ActionTargets, 'looking at custom actions'));
  return all;
}

async function guardDutyLook({ guardDuty }: DoctorClients): Promise<Look> {
  const ids: string[] = [];
  for await (const { DetectorIds } of paginateListDetectors({ client: guardDuty }, {}))
    ids.push(...always(DetectorIds, 'looking at GuardDuty'));
  const [id] = ids;
  // There is one at the most in an account and region.
  if (id === undefined) return missing('not enabled');
  const { Status } = await guardDuty.send(new GetDetectorCommand({ DetectorId: id }));
  const status = always(Status, 'looking at GuardDuty');
  return soundUnless('enabled', [status !== 'ENABLED' && 'suspended']);
}
