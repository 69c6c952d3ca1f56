import type { AslScope, AslState } from '../src/asl.ts';
import validate from 'asl-validator';

/** The scopes that lie directly in a state. */
function scopesIn(state: AslState): readonly AslScope[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [state.ItemProcessor] : [];
}

/** A scope and all within it. */
export const allScopes = (scope: AslScope): readonly AslScope[] => [
  scope,
  ...Object.values(scope.States).flatMap(scopesIn).flatMap(allScopes),
];

export const allStates = (scope: AslScope): readonly [name: string, state: AslState][] =>
  allScopes(scope).flatMap(({ States }) => Object.entries(States));

function nextOf(state: AslState): readonly string[] {
  const caught = 'Catch' in state ? (state.Catch ?? []).map(({ Next }) => Next) : [];
  if (state.Type === 'Choice') return [...state.Choices.map(({ Next }) => Next), state.Default];
  return 'Next' in state ? [...caught, state.Next] : caught;
}

/** States of a scope that no way leads to. */
export function unreachable({ StartAt, States }: AslScope): readonly string[] {
  const reached = new Set<string>();
  const open = [StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = States[name];
    if (reached.has(name) || state === undefined) continue;
    reached.add(name);
    open.push(...nextOf(state));
  }
  return Object.keys(States).filter((name) => !reached.has(name));
}

/** What an independent validator of the language has against a definition. */
export const faultsOf = (definition: object): readonly unknown[] => {
  // A copy as it goes over the wire; the validator must see nothing that JSON does not keep.
  const { isValid, errors } = validate(JSON.parse(JSON.stringify(definition)));
  return isValid ? [] : [...errors, 'invalid'];
};
