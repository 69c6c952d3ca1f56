import { randomBytes } from 'node:crypto';
import type { CredentialScope } from './credential-scope.ts';
import { partitionOf } from './partition.ts';
import type { ApiFault } from './api-answer.ts';

/** Who asks. */
export interface Principal {
  readonly account: string;
  /** `root` for a key of twelve digits, as nothing is known of it but its account. */
  readonly kind: 'root' | 'role';
  readonly arn: string;
  readonly role?: string;
  readonly session?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A role that can be taken, and by whom. */
export interface LabRole {
  readonly account: string;
  readonly name: string;
  readonly externalId?: string | undefined;
  /** Accounts, or ARNs of roles, that may take it. */
  readonly trusts: readonly string[];
}

export interface IssuedSession {
  readonly accessKey: string;
  readonly secret: string;
  readonly token: string;
  readonly expiresAt: number;
  readonly principal: Principal;
}

/** Sessions that the gateway has given out, and whom a signature stands for. */
export class Sessions {
  readonly #issued = new Map<string, IssuedSession>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(principal: Principal, seconds: number): IssuedSession {
    const session = {
      accessKey: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secret: randomBytes(30).toString('base64'),
      token: randomBytes(192).toString('base64'),
      expiresAt: this.#now() + seconds * 1000,
      principal,
    };
    this.#issued.set(session.accessKey, session);
    return session;
  }

  /** The secrets of all sessions that were given out. */
  secrets(): readonly string[] {
    return [...this.#issued.values()].flatMap(({ secret, token }) => [secret, token]);
  }

  /** The principal of a signature; a fault where AWS would refuse the key, the token or their age. */
  principalOf(scope: CredentialScope): Principal | ApiFault {
    const { accessKey, token, region } = scope;
    if (/^\d{12}$/.test(accessKey))
      return {
        account: accessKey,
        kind: 'root',
        arn: `arn:${partitionOf(region)}:iam::${accessKey}:root`,
      };
    const session = this.#issued.get(accessKey);
    if (session === undefined || session.token !== token) return unknownKey(scope.service);
    return this.#now() >= session.expiresAt ? expired(scope.service) : session.principal;
  }
}

/** Whom a session of a role stands for; a session's ARN leaves the role's path out (IAM, "IAM identifiers"). */
export function principalOf(
  { account, name }: Pick<LabRole, 'account' | 'name'>,
  of: {
    readonly session: string;
    readonly region: string;
    readonly tags?: Readonly<Record<string, string>>;
  },
): Principal {
  const base = name.split('/').at(-1) ?? name;
  return {
    ...{ account, kind: 'role', role: name, session: of.session },
    arn: `arn:${partitionOf(of.region)}:sts::${account}:assumed-role/${base}/${of.session}`,
    ...(of.tags === undefined ? {} : { tags: of.tags }),
  };
}

export const isFault = (value: Principal | ApiFault): value is ApiFault => 'code' in value;

function unknownKey(service: string): ApiFault {
  const codes: Readonly<Record<string, string>> = {
    ec2: 'AuthFailure',
    s3: 'InvalidAccessKeyId',
    iam: 'InvalidClientTokenId',
    sts: 'InvalidClientTokenId',
    autoscaling: 'InvalidClientTokenId',
    elasticloadbalancing: 'InvalidClientTokenId',
    sns: 'InvalidClientTokenId',
  };
  const code = codes[service] ?? 'UnrecognizedClientException';
  return { status: 403, code, message: 'The security token included in the request is invalid.' };
}

/** The words for a session that has ended differ by service. */
export function expired(service: string): ApiFault {
  const message = 'The security token included in the request is expired';
  if (service === 'ec2') return { status: 400, code: 'RequestExpired', message };
  if (service === 's3') return { status: 400, code: 'ExpiredToken', message };
  if (['iam', 'sts', 'autoscaling', 'elasticloadbalancing', 'sns'].includes(service))
    return { status: 403, code: 'ExpiredToken', message };
  return { status: 400, code: 'ExpiredTokenException', message };
}
