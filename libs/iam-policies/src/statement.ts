/** Operators of conditions that policies here use; `judge` knows these and refuses any other. */
export const conditionOperators = [
  'ArnNotLike',
  'Bool',
  'ForAllValues:StringEquals',
  'ForAllValues:StringLike',
  'Null',
  'NumericLessThanEquals',
  'StringEquals',
  'StringLike',
  'StringNotEquals',
] as const;
export type ConditionOperator = (typeof conditionOperators)[number];

/** By operator, then by key: any of the values suffices for a key, and all keys must hold. */
export type Conditions = Readonly<
  Partial<Record<ConditionOperator, Readonly<Record<string, readonly string[]>>>>
>;

/** One statement of a policy, before it becomes JSON. */
export interface PolicyStatement {
  /** Letters and digits; unique in a role. */
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** ARNs of who may ask; in a trust policy only. */
  readonly principals?: readonly string[];
}

type Body = Omit<PolicyStatement, 'sid' | 'effect'>;

export const allow = (sid: string, body: Body): PolicyStatement => ({
  sid,
  effect: 'Allow',
  ...body,
});

export const deny = (sid: string, body: Body): PolicyStatement => ({
  sid,
  effect: 'Deny',
  ...body,
});
