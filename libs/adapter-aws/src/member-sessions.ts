import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { PortError } from '@afo/ports';
import { z } from 'zod';
import { awsError } from './aws-error.ts';
import { clientSettings } from './clients.ts';
import type { AwsConfig } from './clients.ts';

export interface MemberAccess {
  readonly partition: string;
  readonly account: string;
  /** The role's name, with its path where it has one. */
  readonly role: string;
  readonly externalId: string;
  /** Session tags: the member account's trail then says for which case and step a call was made. */
  readonly case: string;
  readonly step: string;
  /** A session policy (JSON): the session can do less than the role, never more. */
  readonly policy?: string;
}

export interface MemberOptions {
  /** Life of a session, seconds; AWS allows 900 and more. */
  readonly seconds?: number;
  readonly now?: () => number;
}

/** A session ends for us so long before AWS ends it: a call that is under way must come back in time. */
const MARGIN_MS = 5 * 60_000;

/** By so much the clocks of AWS and of this machine may differ. */
const CLOCKS_MS = 30_000;

/**
 * Credentials for member accounts by AssumeRole, one session per account, role, case, step and policy, kept until
 * shortly before its end. Whoever asks while a session is being made waits for that one.
 */
export class MemberSessions {
  readonly #sts: STSClient;
  readonly #seconds: number;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(config: AwsConfig, options: MemberOptions = {}) {
    this.#sts = new STSClient(clientSettings(config));
    this.#seconds = options.seconds ?? 3_600;
    this.#now = options.now ?? Date.now;
  }

  /** A provider for the `credentials` of an AwsConfig: it asks anew whenever the session has ended (F-53). */
  provider(access: MemberAccess): () => Promise<Session> {
    return () => this.#session(access);
  }

  /** Sessions that are held. */
  get size(): number {
    return this.#kept.size;
  }

  close(): void {
    this.#sts.destroy();
  }

  async #session(access: MemberAccess): Promise<Session> {
    const key = JSON.stringify(access, Object.keys(access).sort());
    const kept = this.#kept.get(key)?.session;
    const session = await kept;
    if (session !== undefined && session.expiration.getTime() - MARGIN_MS > this.#now())
      return session;
    // Somebody else may have begun a new one while this one was waited for.
    const begun = this.#kept.get(key)?.session;
    if (begun !== undefined && begun !== kept) return begun;
    const fresh = this.#assume(access);
    this.#forgetEnded();
    this.#kept.set(key, { session: fresh, until: this.#now() + this.#seconds * 1_000 });
    // A refusal is not kept: the role may be there a moment later.
    fresh.catch(() => this.#kept.delete(key));
    return session === undefined ? fresh : await this.#orWhatHolds(fresh, session);
  }

  /** A session that could not be renewed is used as long as it holds: a host may be open until the next call. */
  async #orWhatHolds(fresh: Promise<Session>, old: Session): Promise<Session> {
    try {
      return await fresh;
    } catch (error) {
      if (old.expiration.getTime() - CLOCKS_MS <= this.#now()) throw error;
      return old;
    }
  }

  /** A worker lives on while cases come and go; their keys do not stay in its memory. */
  #forgetEnded(): void {
    for (const [key, { until }] of [...this.#kept])
      if (until <= this.#now()) this.#kept.delete(key);
  }

  async #assume(access: MemberAccess): Promise<Session> {
    const doing = `taking the role in account ${access.account}`;
    try {
      const { Credentials } = await this.#sts.send(
        new AssumeRoleCommand({
          RoleArn: `arn:${access.partition}:iam::${access.account}:role/${access.role}`,
          RoleSessionName: `afo-${access.case}`.slice(0, 64),
          ExternalId: access.externalId,
          DurationSeconds: this.#seconds,
          Tags: [
            { Key: 'case', Value: access.case },
            { Key: 'step', Value: access.step },
          ],
          ...(access.policy === undefined ? {} : { Policy: access.policy }),
        }),
      );
      const answer = credentialsSchema.safeParse(Credentials);
      if (answer.success) return answer.data;
    } catch (error) {
      throw awsError(error, doing);
    }
    throw new PortError('aws.unavailable', `AWS gave no credentials while ${doing}`);
  }
}

interface Kept {
  readonly session: Promise<Session>;
  /** When it has ended at the latest; milliseconds since 1970. */
  readonly until: number;
}

export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

const credentialsSchema = z
  .object({
    AccessKeyId: z.string().min(1),
    SecretAccessKey: z.string().min(1),
    SessionToken: z.string().min(1),
    Expiration: z.date(),
  })
  .transform((answer) => ({
    accessKeyId: answer.AccessKeyId,
    secretAccessKey: answer.SecretAccessKey,
    sessionToken: answer.SessionToken,
    expiration: answer.Expiration,
  }));
