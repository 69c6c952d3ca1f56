import type { PolicyDocument } from '../document.ts';
import { holds } from './conditions.ts';
import { documentSchema } from './document-schema.ts';
import type { JudgedStatement } from './document-schema.ts';
import { matchesAction, matchesArn } from './wildcard.ts';

/** What a request says by condition keys; a list for a key that has several values. */
export type AccessContext = Readonly<Record<string, string | readonly string[]>>;

/** One action on one resource, as IAM judges it. */
export interface Access {
  readonly action: string;
  /** ARN; of something that is made anew with `*` for its id; `*` where the action knows no resource. */
  readonly resource: string;
  readonly context: AccessContext;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Sid of the statement that decided; absent where none allows it. */
  readonly by?: string;
}

/**
 * Judges a request by identity-based policies, as IAM does: an explicit denial wins, then any allowance, else it is
 * denied. Knows no resource policies, boundaries and policies of the organisation: those can only take away, except a
 * resource policy in the same account, and none of the product's gives anything.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @throws ZodError for a policy with anything that is not understood
 */
export function judge(policies: readonly PolicyDocument[], access: Access): Verdict {
  const statements = policies.flatMap(statementsIn);
  return decide(
    statements.filter(({ Resource }) =>
      (Resource ?? []).some((pattern) => matchesArn(pattern, access.resource)),
    ),
    access,
  );
}

/** Judges who may take a role, by its trust policy. */
export function judgeTrust(
  policy: PolicyDocument,
  principal: string,
  access: Omit<Access, 'resource'>,
): Verdict {
  return decide(
    statementsIn(policy).filter(({ Principal }) => Principal?.AWS.includes(principal)),
    access,
  );
}

/** A policy is read once, however many requests it judges. */
const read = new WeakMap<PolicyDocument, readonly JudgedStatement[]>();

function statementsIn(policy: PolicyDocument): readonly JudgedStatement[] {
  const known = read.get(policy) ?? documentSchema.parse(policy).Statement;
  read.set(policy, known);
  return known;
}

function decide(
  statements: readonly JudgedStatement[],
  { action, context }: Omit<Access, 'resource'>,
): Verdict {
  const fitting = statements.filter(
    ({ Action, Condition }) =>
      Action.some((pattern) => matchesAction(pattern, action)) && holds(Condition, context),
  );
  const denying = fitting.find(({ Effect }) => Effect === 'Deny');
  if (denying !== undefined) return { allowed: false, by: denying.Sid };
  const allowing = fitting.at(0);
  return allowing === undefined ? { allowed: false } : { allowed: true, by: allowing.Sid };
}
