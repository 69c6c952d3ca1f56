import { accessKeyIdSchema, isAccount, isPartition, subjectSchema } from '@afo/domain';
import type { PrincipalSubject } from '@afo/domain';
import { PipelineError } from '../../errors.ts';
import { quoted } from '../quoted.ts';
import { told } from '../text.ts';
import { arnOf, isLikeArn, mustBeAccount } from './place.ts';
import type { Place } from './place.ts';

/** What a finding tells of the owner of an access key, in its own words; each may be missing, empty or null. */
export interface KeyFacts {
  readonly accessKey?: unknown;
  /** `IAMUser`, `AssumedRole`, `Root`, `FederatedUser`, … as CloudTrail names them. */
  readonly type?: unknown;
  /** The name of the user, or of the role that was taken. */
  readonly name?: unknown;
  /** `AIDA…` for a user, `AROA…:SESSION` for a role, the account's number for its root user. */
  readonly principalId?: unknown;
}

/**
 * The user or role that an access key belongs to; undefined where the finding tells nothing of one. A key of a session
 * (`ASIA…`) belongs to the role that was taken, or to the user that asked for the session.
 * @throws PipelineError `finding.not-containable`, `finding.bad-resource`, `finding.bad-account`, `finding.no-place`
 */
export function ownerOf(facts: KeyFacts, place: Place): PrincipalSubject | undefined {
  const name = told(facts.name);
  const key = told(facts.accessKey);
  const type = told(facts.type) ?? typeOf(told(facts.principalId));
  if (name === undefined && key === undefined && type === undefined) return undefined;
  const kind = kindOf(type);
  if (name === undefined)
    throw new PipelineError('finding.bad-resource', 'an access key comes without its owner');
  return principal({ kind, id: name, ...homeOf(place, name), ...keysOf(key) });
}

/**
 * A user or role named by its ARN, by that of a session of it, or by its bare name.
 * @throws PipelineError `finding.not-containable`, `finding.bad-resource`, `finding.bad-account`, `finding.no-place`
 */
export function principalOf(
  kind: PrincipalSubject['kind'],
  name: string,
  place: Place,
): PrincipalSubject {
  if (!isLikeArn(name)) return principal({ kind, id: name, ...homeOf(place, name) });
  const arn = arnOf(name);
  const [type = '', ...path] = arn.resource.split('/');
  const of = `${arn.service}:${type}`;
  if (of === 'iam:root') throw notContainable('the root user of an account');
  if (path[0] === 'aws-service-role' || path[0] === 'aws-reserved')
    throw notContainable('a role that AWS itself looks after');
  const id = of === 'sts:assumed-role' ? path[0] : path.at(-1);
  const fits =
    kind === 'iam-user' ? of === 'iam:user' : of === 'iam:role' || of === 'sts:assumed-role';
  if (!fits || id === undefined)
    throw new PipelineError('finding.bad-resource', `${quoted(name)} is no ${wordOf(kind)}`);
  return principal({ kind, id, ...homeOf(arn, name) });
}

/** By the prefixes of unique ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
function typeOf(principalId: string | undefined): string | undefined {
  if (principalId?.startsWith('AIDA') === true) return 'IAMUser';
  if (principalId?.startsWith('AROA') === true) return 'AssumedRole';
  return isAccount(principalId ?? '') ? 'Root' : undefined;
}

function kindOf(type = 'unknown'): PrincipalSubject['kind'] {
  if (type === 'IAMUser') return 'iam-user';
  if (type === 'AssumedRole' || type === 'Role') return 'iam-role';
  if (type === 'Root') throw notContainable('the root user of an account');
  throw notContainable(`a principal of type ${quoted(type)}`);
}

const notContainable = (what: string): PipelineError =>
  new PipelineError(
    'finding.not-containable',
    `it names ${what}, on which nothing is done from here: people must act`,
  );

/** IAM has no region; otherwise nothing is guessed here either (F-41, F-67). */
function homeOf({ partition, account }: Place, of: string): { partition: string; account: string } {
  if (partition === undefined || account === undefined || account === '')
    throw new PipelineError(
      'finding.no-place',
      `${quoted(of)} comes without its partition or account`,
    );
  mustBeAccount(account);
  if (!isPartition(partition))
    throw new PipelineError(
      'finding.bad-resource',
      `${quoted(of)} is in partition ${quoted(partition)}, which cannot be`,
    );
  return { partition, account };
}

/** What is no key id is not taken for one: a secret that somebody put there stays out of the case log. */
const keysOf = (key: string | undefined): { accessKeys?: string[] } =>
  accessKeyIdSchema.safeParse(key).success && key !== undefined ? { accessKeys: [key] } : {};

function principal(subject: PrincipalSubject): PrincipalSubject {
  if (subjectSchema.safeParse(subject).success) return subject;
  throw new PipelineError(
    'finding.bad-resource',
    `${quoted(subject.id)} is no ${wordOf(subject.kind)}`,
  );
}

const wordOf = (kind: PrincipalSubject['kind']): string =>
  kind === 'iam-user' ? 'IAM user' : 'IAM role';
