import { deployedNames } from '@afo/deployment';
import type { DeployedNames, Environment } from '@afo/deployment';
import type { DeploymentReadiness, Readiness } from '@afo/ports';
import { awsError } from '../aws-error.ts';
import { awsIdentity } from '../clients.ts';
import type { AwsConfig, AwsIdentity } from '../clients.ts';
import { bootstrapCheck } from './bootstrap-check.ts';
import { bucketChecks } from './bucket-checks.ts';
import type { Check } from './check.ts';
import { closeDoctorClients, openDoctorClients } from './doctor-clients.ts';
import type { DoctorClients } from './doctor-clients.ts';
import { examine, unseen } from './examine.ts';
import { findingsChecks } from './findings-checks.ts';
import { intakeChecks } from './intake-checks.ts';
import { keyChecks } from './key-checks.ts';
import { memberChecks } from './member-checks.ts';
import { messageChecks } from './message-checks.ts';
import { quotaChecks } from './quota-checks.ts';
import { tableChecks } from './table-checks.ts';
import { workflowChecks } from './workflow-checks.ts';

export interface DeploymentReadinessConfig {
  /** Whoever is signed in; its region is not asked, the environment names those that count. */
  readonly aws: AwsConfig;
  readonly environment: Environment;
  /** Application accounts to enter; those that the environment names unless given. */
  readonly accounts?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Looks at a deployment with the credentials at hand, which are of one account: what is in another is not checked. */
export function deploymentReadiness(config: DeploymentReadinessConfig): DeploymentReadiness {
  return {
    async look() {
      const { environment } = config;
      const aws = { ...config.aws, region: environment.forensic.region };
      const { identity, look } = await whoAsks(aws);
      const { account } = identity ?? environment.forensic;
      const names = deployedNames(environment);
      const looking = { ...config, aws, names, ...(identity === undefined ? {} : { identity }) };
      return [
        { account, what: 'credentials', ...look },
        ...(await forensicReadiness(looking)),
        ...(await findingsReadiness(looking)),
        ...(await applicationsReadiness(looking)),
      ];
    },
  };
}

interface Looking extends DeploymentReadinessConfig {
  /** Absent where nobody is signed in. */
  readonly identity?: AwsIdentity;
  readonly names: DeployedNames;
}

type Asked = Pick<Looking, 'identity'> & {
  readonly look: Pick<Readiness, 'state' | 'found' | 'advice'>;
};

async function whoAsks(aws: AwsConfig): Promise<Asked> {
  try {
    const identity = await awsIdentity(aws);
    return { identity, look: { state: 'ready', found: identity.arn } };
  } catch (error) {
    const { code, message } = awsError(error, 'asking who asks');
    const advice = 'sign in to the forensic account (aws sso login, or a profile by AWS_PROFILE)';
    return { look: { state: 'missing', found: `${message}: ${code}`, advice } };
  }
}

function forensicReadiness(looking: Looking): Promise<readonly Readiness[]> {
  const { account, region } = looking.environment.forensic;
  return inPlace({ account, region }, looking, (clients) => forensicChecks(looking, clients));
}

function forensicChecks(looking: Looking, clients: DoctorClients): readonly Check[] {
  const { environment, names, now = Date.now } = looking;
  const stateMachineArn = arnIn(looking, 'states', `stateMachine:${names.stateMachine}`);
  return [
    bootstrapCheck(clients),
    ...quotaChecks(environment, clients),
    ...keyChecks(environment, names, clients),
    ...bucketChecks(names, clients),
    ...tableChecks(environment, names, clients),
    ...intakeChecks(names, clients),
    ...workflowChecks({ environment, names, now, stateMachineArn }, clients),
    ...messageChecks(environment, arnIn(looking, 'sns', names.topic), clients),
  ];
}

async function findingsReadiness(looking: Looking): Promise<readonly Readiness[]> {
  const { forensic, securityHub } = looking.environment;
  if (securityHub === undefined)
    return [
      {
        ...forensic,
        what: 'Security Hub',
        state: 'not-checked',
        found: 'the environment names no account of Security Hub: findings come another way',
      },
    ];
  const { account, regions } = securityHub;
  const bus = arnIn(looking, 'events', `event-bus/${looking.names.bus}`);
  const places = regions.map((region) => ({ account, region }));
  const found = await Promise.all(
    places.map((place) => inPlace(place, looking, (clients) => findingsChecks(bus, clients))),
  );
  return found.flat();
}

async function applicationsReadiness(looking: Looking): Promise<readonly Readiness[]> {
  const { environment, identity } = looking;
  const accounts = looking.accounts ?? environment.applications.accounts;
  if (accounts.length === 0)
    return [
      {
        account: '*',
        what: `role ${environment.applications.role}`,
        state: 'not-checked',
        found: 'the environment names no accounts one by one; name some with --account',
      },
    ];
  const found = await Promise.all(
    accounts.map(async (account) => {
      const checks = memberChecks(account, { ...looking, identity: identity ?? NOBODY });
      const why = unlessSignedInTo(environment.forensic.account, identity);
      if (why !== undefined) return unseen({ account }, checks, why);
      if (account === identity?.account)
        return unseen({ account }, checks, 'the forensic account itself is entered without a role');
      return examine({ account }, checks);
    }),
  );
  return found.flat();
}

/** Whose checks are named, and not made. */
const NOBODY: AwsIdentity = { account: '', partition: '', arn: '' };

interface Place {
  readonly account: string;
  readonly region: string;
}

/** Checks of an account and region, where it is the account that we are signed in to. */
async function inPlace(
  place: Place,
  { aws, identity }: Looking,
  checksOf: (clients: DoctorClients) => readonly Check[],
): Promise<readonly Readiness[]> {
  const clients = openDoctorClients({ ...aws, region: place.region });
  try {
    const why = unlessSignedInTo(place.account, identity);
    const checks = checksOf(clients);
    return why === undefined ? await examine(place, checks) : unseen(place, checks, why);
  } finally {
    closeDoctorClients(clients);
  }
}

function unlessSignedInTo(account: string, identity: AwsIdentity | undefined): string | undefined {
  if (identity === undefined) return 'nobody is signed in';
  if (identity.account === account) return undefined;
  return `signed in to account ${identity.account}; look again, signed in to ${account}`;
}

const arnIn = ({ environment, identity }: Looking, service: string, rest: string): string =>
  `arn:${identity?.partition ?? ''}:${service}:${environment.forensic.region}:${environment.forensic.account}:${rest}`;
