import type { Conditions, PolicyStatement } from './statement.ts';

type OneOrMore = string | readonly string[];

export interface DocumentStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: { readonly AWS: OneOrMore };
  readonly Action: OneOrMore;
  /** Absent in a trust policy: the role itself is the resource. */
  readonly Resource?: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/** A policy as IAM takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly DocumentStatement[];
}

/** IAM counts the characters of a managed policy without white space (IAM and STS quotas). */
export const MANAGED_POLICY_SIZE = 6_144;
/** The plain text of a session policy that is handed over inline (API reference, STS AssumeRole). */
export const SESSION_POLICY_SIZE = 2_048;

export const documentOf = (statements: readonly PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements.map(documentStatement),
});

export const sizeOf = (document: PolicyDocument): number => JSON.stringify(document).length;

/** As few documents as hold all statements, in their order, none larger than IAM takes. */
export function documentsOf(statements: readonly PolicyStatement[]): readonly PolicyDocument[] {
  const parts: PolicyStatement[][] = [[]];
  for (const statement of statements) {
    const last = parts.at(-1) ?? [];
    if (last.length > 0 && sizeOf(documentOf([...last, statement])) > MANAGED_POLICY_SIZE)
      parts.push([statement]);
    else last.push(statement);
  }
  return parts.map(documentOf);
}

function documentStatement(statement: PolicyStatement): DocumentStatement {
  const { sid, effect, actions, resources, conditions, principals } = statement;
  return {
    Sid: sid,
    Effect: effect,
    ...(principals === undefined ? {} : { Principal: { AWS: short(principals) } }),
    Action: short(actions),
    ...(principals === undefined ? { Resource: short(resources) } : {}),
    ...(conditions === undefined ? {} : { Condition: conditionOf(conditions) }),
  };
}

const conditionOf = (conditions: Conditions) =>
  Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, short(values)])),
    ]),
  );

/** One value stands alone: the space counts. */
const short = (values: readonly string[]): OneOrMore =>
  values.length === 1 ? (values[0] ?? '') : values;
