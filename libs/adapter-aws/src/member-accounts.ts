import { sessionPolicyOf } from '@afo/iam-policies';
import type { MemberStep } from '@afo/iam-policies';
import type { AwsConfig, AwsCredentials, AwsIdentity } from './clients.ts';
import { MemberSessions } from './member-sessions.ts';

export interface MemberAccountsConfig {
  readonly aws: AwsConfig;
  /** Who asks: the forensic account itself is entered without a session. */
  readonly identity: AwsIdentity;
  readonly member: { readonly role: string; readonly externalId: string };
}

/** For what an account is entered; its trail then says so with every call. */
export interface Errand {
  readonly case: string;
  readonly step: MemberStep;
}

/**
 * The way into the accounts of an organisation: one role in each, entered by session, named by case and step; a session
 * can do what its step needs and no more.
 */
export class MemberAccounts {
  readonly #config: MemberAccountsConfig;
  readonly #sessions: MemberSessions;

  constructor(config: MemberAccountsConfig) {
    this.#config = config;
    this.#sessions = new MemberSessions(config.aws);
  }

  /** Settings for clients in an account and region; their keys are renewed before they end (F-53). */
  enter(account: string, region: string, errand: Errand): AwsConfig {
    const { aws, identity } = this.#config;
    if (account === identity.account) return { ...aws, region };
    return { ...aws, region, credentials: this.credentials(account, errand) };
  }

  credentials(account: string, errand: Errand): AwsCredentials {
    const { identity, member } = this.#config;
    return this.#sessions.provider({
      partition: identity.partition,
      account,
      ...member,
      ...errand,
      policy: JSON.stringify(sessionPolicyOf(errand.step)),
    });
  }

  close(): void {
    this.#sessions.close();
  }
}
