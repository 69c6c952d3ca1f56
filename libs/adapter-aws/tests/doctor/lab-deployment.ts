import { metricsDesk, securityHubDesk, serviceQuotasDesk } from '@afo/aws-lab';
import { deployedNames, readEnvironment } from '@afo/deployment';
import type { DeployedNames, Environment } from '@afo/deployment';
import type { Readiness } from '@afo/ports';
import { deploymentReadiness } from '../../src/doctor/index.ts';
import type { AwsConfig } from '../../src/index.ts';
import { gateway, REGION } from '../gateway/gateway.ts';
import {
  clientsOf,
  makeApplicationAccount,
  makeFindingsAccount,
  makeForensicAccount,
} from './make-deployment.ts';
import type { Clients } from './make-deployment.ts';

export const EMAIL = 'forensics@example.com';
const EXTERNAL_ID = 'agreed-between-us';
const MOST_DEPLOYMENTS = 80;

/** Quotas as AWS gives them by default. */
const QUOTAS = { 'ec2/L-1216C47A': 64, 'lambda/L-B99A9384': 1_000, 'ebs/L-C125AE42': 1_000 };

/** Accounts of a deployment, none of which another one has. */
const accountsOf = (number: number) => {
  const end = String(number).padStart(2, '0');
  return {
    forensic: `1111222200${end}`,
    findings: `2222333300${end}`,
    application: `4444555500${end}`,
    /** Whose role can be taken without the external id. */
    open: `5555666600${end}`,
    /** Without any role. */
    bare: `6666777700${end}`,
  };
};
type Accounts = ReturnType<typeof accountsOf>;

export type Looker = 'operator' | 'administrator' | 'auditor' | 'nobody';

/** A deployment in accounts of its own, everything of it made. */
export interface LabDeployment {
  readonly environment: Environment;
  readonly names: DeployedNames;
  readonly accounts: Accounts;
  /** With the keys of the accounts themselves: to break something. */
  readonly forensic: Clients;
  readonly findings: Clients;
  readonly application: Clients;
  look(as: Looker, options?: LookOptions): Promise<readonly Readiness[]>;
}

export interface LookOptions {
  readonly now?: () => number;
  /** Application accounts to enter in place of that of the environment. */
  readonly applications?: readonly string[];
}

export function labOfDeployments() {
  const quotas: Record<string, number> = {};
  /** Addresses that have not agreed yet: the emulator takes everybody's agreement for granted. */
  const unconfirmed = new Set<string>();
  const lab = gateway({
    roles: Array.from({ length: MOST_DEPLOYMENTS }, (_, number) => rolesOf(number)).flat(),
    desks: () => [
      securityHubDesk(),
      serviceQuotasDesk(quotas),
      metricsDesk(),
      ({ operation, parameters, service }) =>
        service === 'sns' && operation === 'ListSubscriptionsByTopic' && unconfirmed.size > 0
          ? pendingIn(String(parameters['TopicArn']), [...unconfirmed])
          : undefined,
    ],
  });
  const clients = (account: string): Clients => clientsOf(lab.client(account));
  let number = 0;
  const deploy = async (): Promise<LabDeployment> => {
    number += 1;
    Object.assign(quotas, QUOTAS);
    unconfirmed.clear();
    const accounts = accountsOf(number);
    const environment = environmentOf(accounts);
    const forensic = clients(accounts.forensic);
    const findings = clients(accounts.findings);
    const application = clients(accounts.application);
    await Promise.all([
      makeForensicAccount(forensic, environment),
      makeFindingsAccount(findings, busOf(environment)),
      makeApplicationAccount(application, environment, accounts.application),
    ]);
    return {
      ...{ environment, accounts, forensic, findings, application },
      names: deployedNames(environment),
      look: (as, { applications, now } = {}) =>
        deploymentReadiness({
          aws: lab.config({ credentials: credentialsOf(as, accounts), answerMs: 2_000 }),
          environment,
          ...(now === undefined ? {} : { now }),
          ...(applications === undefined ? {} : { accounts: applications }),
        }).look(),
    };
  };
  const credentialsOf = (
    as: Looker,
    { findings, forensic }: Accounts,
  ): NonNullable<AwsConfig['credentials']> => {
    if (as === 'nobody') return { accessKeyId: 'AKIANOBODYHASTHISKEY', secretAccessKey: '-' };
    if (as === 'administrator') return { accessKeyId: forensic, secretAccessKey: 'lab' };
    const role =
      as === 'auditor'
        ? { account: findings, name: 'auditor' }
        : { account: forensic, name: 'afo/lab-operator' };
    return lab.now().credentials(role, { name: 'ann', region: REGION });
  };
  return { lab, deploy, quotas, unconfirmed };
}

function rolesOf(number: number) {
  const { application, forensic, open } = accountsOf(number);
  const role = { name: 'afo/member', trusts: [forensic] };
  return [
    { ...role, account: application, externalId: EXTERNAL_ID },
    { ...role, account: open },
  ];
}

const environmentOf = ({ application, findings, forensic }: Accounts): Environment =>
  readEnvironment(
    JSON.stringify({
      name: 'lab',
      forensic: { account: forensic, region: REGION },
      securityHub: { account: findings, regions: [REGION] },
      applications: { accounts: [application], externalId: EXTERNAL_ID },
      forensicHosts: { instanceTypes: ['m7g.xlarge'], architecture: 'arm64' },
      notifications: { emails: [EMAIL] },
    }),
    'lab.json',
  );

const busOf = (environment: Environment): string =>
  `arn:aws:events:${REGION}:${environment.forensic.account}:event-bus/${deployedNames(environment).bus}`;

/** As SNS answers where nobody has followed the link yet (API reference, ListSubscriptionsByTopic). */
const pendingIn = (topic: string, emails: readonly string[]) => ({
  status: 200,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'pending' },
  body: `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult><Subscriptions>${emails
    .map(
      (email) =>
        `<member><SubscriptionArn>PendingConfirmation</SubscriptionArn><Protocol>email</Protocol><Endpoint>${email}</Endpoint><TopicArn>${topic}</TopicArn></member>`,
    )
    .join('')}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`,
});
