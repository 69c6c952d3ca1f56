import type { InventoryRecord, IsolationProof } from '@afo/ports';
import { PortError } from '@afo/ports';
import { ask } from '../host/inventory/ask.ts';
import type { Asked } from '../host/inventory/ask.ts';
import { nextMarker } from '../host/inventory/pages.ts';
import { recordOf } from '../host/inventory/record.ts';
import type { RoleContainment } from './contain-principal.ts';
import type { PrincipalContext } from './principal-context.ts';
import { placeOf, wordsFor } from './read-principal.ts';
import type { ReadPrincipal } from './read-principal.ts';
import { accessKeysOf } from './settings/access-key.ts';
import { denialName, denied } from './settings/denied.ts';
import { revocationName, sessionsRevoked } from './settings/sessions-revoked.ts';

const METHOD = 'iam-simulation';

/** What whoever misuses a principal does with it, across services. The simulator takes no wildcards. */
const ACTIONS = [
  'dynamodb:GetItem',
  'ec2:DescribeInstances',
  'ec2:RunInstances',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateUser',
  'kms:Decrypt',
  'lambda:InvokeFunction',
  's3:DeleteObject',
  's3:GetObject',
  's3:ListAllMyBuckets',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter',
  'sts:AssumeRole',
];

/**
 * Whether the principal can do nothing any more: what was set is read back first, and then IAM's own simulator is
 * asked. A role whose older sessions alone are denied is never called isolated: whoever may take it takes it again.
 */
export async function provePrincipal(
  context: PrincipalContext,
  principal: ReadPrincipal,
  role: RoleContainment,
): Promise<IsolationProof> {
  const fault = await faultOfSettings(context, role);
  const simulated = await simulate(context, principal, role);
  const records = [
    ...(await readBack(context, role)),
    recordOf(simulated, placeOf(context.subject, principal.arn)),
  ];
  const answer = { method: METHOD, records };
  const who = wordsFor(context.subject);
  if (fault !== undefined) return { ...answer, proven: false, reason: fault };
  const allowed = faultOfSimulation(simulated);
  if (allowed !== undefined) return { ...answer, proven: false, reason: allowed };
  if (context.subject.kind === 'iam-role' && role === 'sessions')
    return {
      ...answer,
      proven: false,
      reason: `the older sessions of ${who} are denied everything, but whoever may take it can take a new one; only a denial of everything isolates it`,
    };
  return {
    ...answer,
    proven: true,
    reason: `IAM denies ${who} each of ${String(ACTIONS.length)} actions asked for, by the policy of this case`,
  };
}

/** Why what was set is not in effect; undefined where it is. */
async function faultOfSettings(
  context: PrincipalContext,
  role: RoleContainment,
): Promise<string | undefined> {
  const { calls, subject } = context;
  const who = wordsFor(subject);
  try {
    if (subject.kind === 'iam-role' && role === 'sessions') {
      const { revoked } = await sessionsRevoked(context).read(subject.id);
      return revoked === true ? undefined : `the sessions of ${who} are not revoked`;
    }
    const state = await denied(context).read(subject.id);
    if (state['denied'] !== true) return `${who} is not denied everything`;
    if (subject.kind === 'iam-role') return undefined;
    const usable = (await accessKeysOf(calls, subject.id)).filter(
      ({ status }) => status === 'Active',
    );
    if (usable.length === 0) return undefined;
    return `${who} has active keys: ${usable.map(({ id }) => id).join(', ')}`;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return `what was set on ${who} could not be read back (${error.code})`;
  }
}

/** The answers that the verdict on the settings rests on, as evidence. */
async function readBack(
  { calls, subject, case: caseId }: PrincipalContext,
  role: RoleContainment,
): Promise<readonly InventoryRecord[]> {
  const { id } = subject;
  const where = placeOf(subject, id);
  if (subject.kind === 'iam-user') {
    const PolicyName = denialName(caseId);
    return [
      recordOf(await ask(calls, ['iam:GetUserPolicy', { UserName: id, PolicyName }]), where),
      recordOf(
        await ask(calls, ['iam:ListAccessKeys', { UserName: id }], { next: nextMarker }),
        where,
      ),
    ];
  }
  const PolicyName = role === 'sessions' ? revocationName(caseId) : denialName(caseId);
  return [recordOf(await ask(calls, ['iam:GetRolePolicy', { RoleName: id, PolicyName }]), where)];
}

type Simulated = Asked<'iam:SimulatePrincipalPolicy'>;

/** Of a role whose sessions are revoked, one is simulated that was issued long before. */
const simulate = (
  { calls, subject }: PrincipalContext,
  { arn }: ReadPrincipal,
  role: RoleContainment,
): Promise<Simulated> =>
  ask(
    calls,
    [
      'iam:SimulatePrincipalPolicy',
      {
        PolicySourceArn: arn,
        ActionNames: [...ACTIONS],
        ...(subject.kind === 'iam-role' && role === 'sessions' ? { ContextEntries: LONG_AGO } : {}),
      },
    ],
    { next: nextMarker },
  );

const LONG_AGO = [
  {
    ContextKeyName: 'aws:TokenIssueTime',
    ContextKeyType: 'date' as const,
    ContextKeyValues: ['2000-01-01T00:00:00Z'],
  },
];

/** Silence is no denial: every action needs its own. */
function faultOfSimulation({ answers, gap }: Simulated): string | undefined {
  if (gap !== undefined) return `IAM's simulator was not answered whole (${gap})`;
  const decisions = new Map(
    answers
      .flatMap(({ EvaluationResults }) => EvaluationResults ?? [])
      .map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]),
  );
  const open = ACTIONS.filter((action) => decisions.get(action) !== 'explicitDeny');
  if (open.length === 0) return undefined;
  return `IAM's simulator does not deny ${open.join(', ')} explicitly`;
}
