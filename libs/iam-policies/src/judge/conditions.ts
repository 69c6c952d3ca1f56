import { conditionOperators } from '../statement.ts';
import type { ConditionOperator } from '../statement.ts';
import type { JudgedStatement } from './document-schema.ts';
import type { AccessContext } from './judge.ts';
import { matches, matchesArn } from './wildcard.ts';

/**
 * True when all conditions hold. Keys are the same in any case of letters.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function holds(conditions: JudgedStatement['Condition'], context: AccessContext): boolean {
  const known = new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), value] as const),
  );
  return conditionOperators.every((operator) =>
    Object.entries(conditions[operator] ?? {}).every(([key, values]) =>
      tests[operator](known.get(key.toLowerCase()), values, known),
    ),
  );
}

type Value = AccessContext[string] | undefined;
type Known = ReadonlyMap<string, AccessContext[string]>;
type Test = (value: Value, wanted: readonly string[], known: Known) => boolean;

const tests: Readonly<Record<ConditionOperator, Test>> = {
  // As with all that negate, a key that is not there fulfils it.
  ArnNotLike: (value, wanted) =>
    value === undefined || one(value, (text) => !wanted.some((arn) => matchesArn(arn, text))),
  // "Bool" compares words; a key that is not there is neither.
  Bool: (value, wanted) => one(value, (text) => wanted.includes(text)),
  Null: (value, wanted) => wanted.includes(String(value === undefined)),
  NumericLessThanEquals: (value, wanted) =>
    one(value, (text) => wanted.some((most) => Number(text) <= Number(most))),
  StringEquals: (value, wanted, known) =>
    one(value, (text) => filled(wanted, known).includes(text)),
  StringLike: (value, wanted, known) =>
    one(value, (text) => filled(wanted, known).some((pattern) => matches(pattern, text))),
  StringNotEquals: (value, wanted, known) =>
    value === undefined || one(value, (text) => !filled(wanted, known).includes(text)),
  // Holds for no values at all, as IAM has it: whoever means "at least one" adds a Null.
  'ForAllValues:StringEquals': (value, wanted, known) =>
    many(value).every((text) => filled(wanted, known).includes(text)),
  'ForAllValues:StringLike': (value, wanted, known) =>
    many(value).every((text) => filled(wanted, known).some((pattern) => matches(pattern, text))),
};

/** Of a key with one value; what is not there fulfils nothing. */
function one(value: Value, test: (text: string) => boolean): boolean {
  if (value === undefined) return false;
  if (typeof value !== 'string')
    throw new Error('a key with several values needs an operator for sets');
  return test(value);
}

const many = (value: Value): readonly string[] => {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
};

const VARIABLE = /\$\{([^}]*)\}/g;

/** Values with their policy variables filled in. One whose key is not there fits nothing. */
function filled(values: readonly string[], known: Known): readonly string[] {
  return values.flatMap((value) => {
    const keys = [...value.matchAll(VARIABLE)].map(([, key = '']) => key.toLowerCase());
    const all = keys.every((key) => typeof known.get(key) === 'string');
    if (!all) return [];
    return [value.replaceAll(VARIABLE, (_, key: string) => String(known.get(key.toLowerCase())))];
  });
}
