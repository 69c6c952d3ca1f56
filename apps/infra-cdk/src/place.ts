import { deployedNames } from '@afo/deployment';
import type { DeployedNames, Environment } from '@afo/deployment';

/** What every stack of the forensic account is made from. */
export interface Place {
  readonly environment: Environment;
  readonly names: DeployedNames;
}

export const placeOf = (environment: Environment): Place => ({
  environment,
  names: deployedNames(environment),
});
