import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { PortError } from '@afo/ports';
import { z } from 'zod';
import { awsError } from './aws-error.ts';

/** Keys, or a provider that is asked for them again when they have ended. */
export type AwsCredentials = NonNullable<STSClientConfig['credentials']>;

export interface AwsConfig {
  readonly region: string;
  /** The SDK's own chain (role of the task or function) unless given. */
  readonly credentials?: AwsCredentials;
  /** Only where it is not the region's own, as in the lab. */
  readonly endpoint?: string;
  /** How long a connection, and an answer to a request, may take; milliseconds. */
  readonly connectMs?: number;
  readonly answerMs?: number;
  readonly attempts?: number;
}

/** What every client is made with: adaptive retry with jitter, and a time limit on every connection and answer. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials?: AwsCredentials;
  readonly endpoint?: string;
  readonly retryMode: 'adaptive';
  readonly maxAttempts: number;
  readonly requestHandler: NodeHttpHandler;
}

/** Settings for the constructor of any SDK client. */
export const clientSettings = (config: AwsConfig): ClientSettings => ({
  region: config.region,
  ...(config.credentials === undefined ? {} : { credentials: config.credentials }),
  ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
  retryMode: 'adaptive',
  maxAttempts: config.attempts ?? 5,
  requestHandler: new NodeHttpHandler({
    connectionTimeout: config.connectMs ?? 5_000,
    requestTimeout: config.answerMs ?? 60_000,
    // Without it the handler only prints a warning when the time is over.
    throwOnRequestTimeout: true,
    socketTimeout: config.answerMs ?? 60_000,
  }),
});

/** Who asks. Account and partition are read from AWS, never written down (F-67). */
export interface AwsIdentity {
  readonly account: string;
  readonly partition: string;
}

export async function awsIdentity(config: AwsConfig): Promise<AwsIdentity> {
  const sts = new STSClient(clientSettings(config));
  try {
    return identitySchema.parse(await sts.send(new GetCallerIdentityCommand({})));
  } catch (error) {
    throw awsError(error, 'asking who asks');
  } finally {
    sts.destroy();
  }
}

const identitySchema = z
  .object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string().regex(/^arn:[^:]+:/) })
  .transform(({ Account, Arn }) => ({ account: Account, partition: Arn.split(':')[1] ?? '' }));

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

/**
 * Credentials for member accounts by AssumeRole, one session per account, role, case, step and policy, kept until
 * shortly before its end. Whoever asks while a session is being made waits for that one.
 */
export class MemberSessions {
  readonly #sts: STSClient;
  readonly #seconds: number;
  readonly #now: () => number;
  readonly #kept = new Map<string, Promise<Session>>();

  constructor(config: AwsConfig, options: MemberOptions = {}) {
    this.#sts = new STSClient(clientSettings(config));
    this.#seconds = options.seconds ?? 3_600;
    this.#now = options.now ?? Date.now;
  }

  /** A provider for the `credentials` of an AwsConfig: it asks anew whenever the session has ended (F-53). */
  provider(access: MemberAccess): () => Promise<Session> {
    return () => this.#session(access);
  }

  close(): void {
    this.#sts.destroy();
  }

  async #session(access: MemberAccess): Promise<Session> {
    const key = JSON.stringify(access, Object.keys(access).sort());
    const kept = this.#kept.get(key);
    const session = await kept;
    if (session !== undefined && session.expiration.getTime() - MARGIN_MS > this.#now())
      return session;
    // Somebody else may have begun a new one while this one was waited for.
    const begun = this.#kept.get(key);
    if (begun !== undefined && begun !== kept) return begun;
    const fresh = this.#assume(access);
    this.#kept.set(key, fresh);
    // A refusal is not kept: the role may be there a moment later.
    fresh.catch(() => this.#kept.delete(key));
    return fresh;
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
