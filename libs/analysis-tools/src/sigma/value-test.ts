import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { escapeForRegExp } from './escape.ts';

export type FieldValue = string | number | undefined;
export type ValueTest = (value: FieldValue) => boolean;

const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const valuesSchema = z.union([scalarSchema, z.array(scalarSchema).min(1)]);
type Scalar = z.infer<typeof scalarSchema>;

/** Longest text that a regular expression of a rule is given: expressions can take time without end. */
const LONGEST = 16_384;
const known = [
  'contains',
  'startswith',
  'endswith',
  'all',
  're',
  'i',
  'cased',
  'cidr',
  'exists',
  'gt',
  'gte',
  'lt',
  'lte',
];

/** Compiles the values of one field with its modifiers, e.g. `CommandLine|contains|all`. */
export function compileValues(modifiers: readonly string[], values: unknown): ValueTest {
  const unknown = modifiers.find((modifier) => !known.includes(modifier));
  if (unknown !== undefined) throw refused(`the modifier ${unknown} is not supported`);
  const parsed = valuesSchema.parse(values);
  const tests = (Array.isArray(parsed) ? parsed : [parsed]).map((value) =>
    compileValue(modifiers, value),
  );
  return modifiers.includes('all')
    ? (value) => tests.every((test) => test(value))
    : (value) => tests.some((test) => test(value));
}

function compileValue(modifiers: readonly string[], expected: Scalar): ValueTest {
  const has = (modifier: string): boolean => modifiers.includes(modifier);
  if (has('exists')) return (value) => (value !== undefined) === (expected === true);
  if (expected === null) return (value) => value === undefined || value === '';
  if (has('cidr')) return cidr(String(expected));
  const compare = comparisons.find(([name]) => has(name))?.[1];
  if (compare !== undefined)
    return (value) => typeof value === 'number' && compare(value, Number(expected));
  const expression = has('re')
    ? regularExpression(String(expected), has('i'))
    : wildcards(String(expected), modifiers);
  return (value) => value !== undefined && expression.test(String(value).slice(0, LONGEST));
}

const comparisons: readonly (readonly [string, (value: number, bound: number) => boolean])[] = [
  ['gte', (value, bound) => value >= bound],
  ['gt', (value, bound) => value > bound],
  ['lte', (value, bound) => value <= bound],
  ['lt', (value, bound) => value < bound],
];

function regularExpression(source: string, ignoreCase: boolean): RegExp {
  try {
    return new RegExp(source, ignoreCase ? 'is' : 's');
  } catch (cause) {
    throw new AnalysisError(
      'analysis.rules-invalid',
      `Sigma rule: ${source} is no regular expression`,
      { cause },
    );
  }
}

/** Sigma compares without case; `*` is any text, `?` any character, and a backslash takes their meaning away. */
function wildcards(text: string, modifiers: readonly string[]): RegExp {
  const body = Array.from(
    text.matchAll(/\\([*?\\])|([*?])|[^*?\\]+|\\/g),
    ([whole, escaped, wild]) => {
      if (wild !== undefined) return wild === '*' ? '.*' : '.';
      return escapeForRegExp(escaped ?? whole);
    },
  ).join('');
  const open = modifiers.includes('contains');
  const before = open || modifiers.includes('endswith') ? '' : '^';
  const after = open || modifiers.includes('startswith') ? '' : '$';
  return new RegExp(`${before}${body}${after}`, modifiers.includes('cased') ? 's' : 'is');
}

function cidr(range: string): ValueTest {
  const [address = '', prefix = ''] = range.split('/');
  const list = new BlockList();
  const family = (text: string) => (isIP(text) === 6 ? 'ipv6' : 'ipv4');
  if (isIP(address) === 0) throw refused(`${range} is no range of addresses`);
  list.addSubnet(address, Number(prefix), family(address));
  return (value) =>
    typeof value === 'string' && isIP(value) !== 0 && list.check(value, family(value));
}

const refused = (detail: string): AnalysisError =>
  new AnalysisError('analysis.rules-invalid', `Sigma rule: ${detail}`);
