import type { GatewayOptions } from '../gateway/index.ts';
import type { Scenario } from '../scenario/scenario-schema.ts';
import {
  cloudTrailDesk,
  consolePicturesDesk,
  scriptedInsightsDesk,
  securityHubDesk,
  runCommandDesk,
} from '../services/index.ts';
import type { AgentPlace } from '../services/index.ts';

/** What is known of instances only once they are made. */
export interface InstanceExtras {
  readonly pictures: Map<string, Buffer>;
  readonly agents: AgentPlace[];
}

/** Who may take which role, and the services of the lab's own, as the scenario has them. */
export function labDesks(
  scenario: Scenario,
  { pictures, agents }: InstanceExtras,
): Pick<GatewayOptions, 'desks' | 'roles'> {
  const numberOf = (name: string): string => scenario.accounts[name] ?? name;
  return {
    roles: scenario.roles.map(({ account, name, externalId, trusts }) => ({
      ...{ name, externalId },
      account: numberOf(account),
      trusts: trusts.map(numberOf),
    })),
    desks: (calls) => [
      securityHubDesk(),
      runCommandDesk(() => agents),
      cloudTrailDesk(calls),
      consolePicturesDesk(pictures),
      scriptedInsightsDesk(
        scenario.reachability.map(({ account, ...script }) => ({
          ...script,
          account: numberOf(account),
        })),
      ),
    ],
  };
}
