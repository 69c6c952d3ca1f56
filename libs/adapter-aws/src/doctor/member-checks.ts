import type { DeployedNames, Environment } from '@afo/deployment';
import { GetInstanceProfileCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { awsFailureOf } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig, AwsIdentity } from '../clients.ts';
import { MemberAccounts } from '../member-accounts.ts';
import { always } from '../whole-answer.ts';
import { asksForExternalId } from './asks-for-external-id.ts';
import { missing, notChecked, ready, soundUnless } from './check.ts';
import type { Check, Look } from './check.ts';

export interface MemberCheckOptions {
  readonly aws: AwsConfig;
  readonly identity: AwsIdentity;
  readonly environment: Environment;
  readonly names: DeployedNames;
}

/** Stands in place of a case in the trail of the account that is entered. */
const ERRAND = { case: 'doctor', step: 'triage' } as const;
const ADVICE =
  'put the role into the account: the stack set of the environment, or deployment/templates/application-account.json';

/** The role in an application account: it can be taken with the external id, and not without. */
export function memberChecks(account: string, options: MemberCheckOptions): readonly Check[] {
  const { environment, names } = options;
  const { externalId, role } = environment.applications;
  const enter = enterOnce(account, options);
  const inside = (look: (iam: IAMClient) => Promise<Look>) => async (): Promise<Look> => {
    if ((await enter()).state !== 'ready') return notChecked('the account could not be entered');
    return withIam(account, options, look);
  };
  return [
    { what: `role ${role}`, advice: ADVICE, look: enter },
    {
      what: `role ${role} without the external id`,
      advice: `${ADVICE}. Until then, whoever may act for the forensic account can enter this one for anybody`,
      look: async () =>
        (await enter()).state === 'ready'
          ? withoutExternalId(account, options)
          : notChecked('the role cannot be taken at all'),
    },
    {
      what: `trust of the role ${role}`,
      advice: ADVICE,
      look: inside(async (iam) => {
        const { Role } = await iam.send(new GetRoleCommand({ RoleName: baseName(role) }));
        const policy = always(Role?.AssumeRolePolicyDocument, 'looking at the trust of a role');
        const asks = asksForExternalId(policy, externalId);
        if (asks === undefined) return notChecked('its trust policy is not understood');
        return soundUnless('asks for the external id', [
          !asks && 'lets in without the external id of the environment',
        ]);
      }),
    },
    {
      what: 'profile of contained hosts',
      advice: ADVICE,
      look: inside(async (iam) => {
        const { InstanceProfile } = await iam.send(
          new GetInstanceProfileCommand({ InstanceProfileName: baseName(names.containedProfile) }),
        );
        return ready(always(InstanceProfile?.Arn, 'looking at a profile'));
      }),
    },
  ];
}

const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Takes the role, once for all checks that need it. */
function enterOnce(account: string, options: MemberCheckOptions): () => Promise<Look> {
  let entered: Promise<Look> | undefined;
  return () => (entered ??= tryToEnter(account, options));
}

async function tryToEnter(account: string, options: MemberCheckOptions): Promise<Look> {
  const accounts = accountsOf(options);
  try {
    const provider = accounts.credentials(account, ERRAND);
    if (typeof provider === 'function') await provider();
    return ready('taken with the external id');
  } catch (error) {
    if (awsFailureOf(causeOf(error)) !== 'aws.denied') throw error;
    return refusedTo(options);
  } finally {
    accounts.close();
  }
}

const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? error.cause : error;

/** Its trust names the roles of the programs and of operators: that anybody else is refused says nothing of it. */
function refusedTo({ identity, names }: MemberCheckOptions): Look {
  const operator = `:assumed-role/${baseName(`${names.rolePath}operator`)}/`;
  return identity.arn.includes(operator)
    ? missing('refused: it is not there, or lets the operators of this environment not in')
    : notChecked(
        `refused to ${identity.arn}, as to everybody but operators; sign in as ${names.rolePath}operator`,
      );
}

/** What it is given is thrown away unused, should it be given anything. */
async function withoutExternalId(
  account: string,
  { aws, environment, identity }: MemberCheckOptions,
): Promise<Look> {
  const sts = new STSClient(clientSettings(aws));
  try {
    await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:${identity.partition}:iam::${account}:role/${environment.applications.role}`,
        RoleSessionName: `afo-${ERRAND.case}`,
        DurationSeconds: 900,
        Tags: Object.entries(ERRAND).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    return missing('taken without the external id');
  } catch (error) {
    if (awsFailureOf(error) !== 'aws.denied') throw error;
    return ready('refused');
  } finally {
    sts.destroy();
  }
}

async function withIam(
  account: string,
  options: MemberCheckOptions,
  look: (iam: IAMClient) => Promise<Look>,
): Promise<Look> {
  const accounts = accountsOf(options);
  const iam = new IAMClient(
    clientSettings(accounts.enter(account, options.environment.forensic.region, ERRAND)),
  );
  try {
    return await look(iam);
  } finally {
    iam.destroy();
    accounts.close();
  }
}

const accountsOf = ({ aws, environment, identity }: MemberCheckOptions): MemberAccounts =>
  new MemberAccounts({ aws, identity, member: environment.applications });
