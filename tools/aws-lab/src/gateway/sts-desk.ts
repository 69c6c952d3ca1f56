import { errorAnswer, queryAnswer, xmlText } from './api-answer.ts';
import type { ApiAnswer } from './api-answer.ts';
import type { FormValue } from './form-parameters.ts';
import { partitionOf } from './partition.ts';
import { principalOf } from './sessions.ts';
import type { LabRole, Principal, Sessions } from './sessions.ts';

export interface StsCall {
  readonly operation: string;
  readonly principal: Principal;
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const HOUR = 3_600;

/** The half of STS on which accounts rest: who am I, and sessions for the scenario's roles. */
export class StsDesk {
  readonly #sessions: Sessions;
  readonly #roles: readonly LabRole[];

  constructor(sessions: Sessions, roles: readonly LabRole[]) {
    this.#sessions = sessions;
    this.#roles = roles;
  }

  answer(call: StsCall): ApiAnswer | undefined {
    if (call.operation === 'GetCallerIdentity') return identity(call.principal);
    return call.operation === 'AssumeRole' ? this.#assume(call) : undefined;
  }

  // The same refusal whatever is wrong: AWS does not tell a stranger whether a role exists.
  #assume({ principal, region, parameters }: StsCall): ApiAnswer {
    const wanted = text(parameters['RoleArn']);
    const role = this.#roles.find((known) => arnOf(known, region) === wanted);
    if (role === undefined || !mayTake(role, principal, parameters))
      return refused(403, 'AccessDenied', `not authorized to perform: sts:AssumeRole on ${wanted}`);
    const seconds = Number(text(parameters['DurationSeconds']) || HOUR);
    const chained = principal.kind === 'role' && seconds > HOUR;
    if (!(seconds >= 900 && seconds <= 12 * HOUR) || chained)
      return refused(400, 'ValidationError', 'DurationSeconds is outside of what is allowed');
    const session = text(parameters['RoleSessionName']);
    if (!/^[\w+=,.@-]{2,64}$/.test(session))
      return refused(400, 'ValidationError', 'RoleSessionName is not valid');
    const tags = tagsIn(parameters['Tags']);
    const issued = this.#sessions.issue(principalOf(role, { session, region, tags }), seconds);
    return queryAnswer(
      'sts',
      'AssumeRole',
      `<Credentials><AccessKeyId>${issued.accessKey}</AccessKeyId><SecretAccessKey>${issued.secret}</SecretAccessKey><SessionToken>${issued.token}</SessionToken><Expiration>${new Date(issued.expiresAt).toISOString()}</Expiration></Credentials><AssumedRoleUser><Arn>${xmlText(issued.principal.arn)}</Arn><AssumedRoleId>AROALAB:${xmlText(session)}</AssumedRoleId></AssumedRoleUser>`,
    );
  }
}

function mayTake(role: LabRole, principal: Principal, parameters: StsCall['parameters']): boolean {
  const asRole = `:iam::${principal.account}:role/${principal.role ?? '/'}`;
  const trusted =
    role.trusts.includes(principal.account) || role.trusts.some((arn) => arn.endsWith(asRole));
  return (
    trusted && (role.externalId === undefined || text(parameters['ExternalId']) === role.externalId)
  );
}

function identity({ account, arn }: Principal): ApiAnswer {
  return queryAnswer(
    'sts',
    'GetCallerIdentity',
    `<Arn>${xmlText(arn)}</Arn><UserId>${account}</UserId><Account>${account}</Account>`,
  );
}

const refused = (status: number, code: string, message: string): ApiAnswer =>
  errorAnswer('sts', { status, code, message });
const arnOf = (role: LabRole, region: string): string =>
  `arn:${partitionOf(region)}:iam::${role.account}:role/${role.name}`;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function tagsIn(value: unknown): Record<string, string> {
  const list: readonly FormValue[] = Array.isArray(value) ? value : [];
  return Object.fromEntries(
    list.flatMap((tag) =>
      typeof tag === 'object' && !Array.isArray(tag)
        ? [[text(tag['Key']), text(tag['Value'])] as const]
        : [],
    ),
  );
}
