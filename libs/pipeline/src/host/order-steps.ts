import type { Authorisation, CaseState } from '@afo/domain';

/** Keys and names of steps that come on order of a person alone; they are no part of the workflow. */
export const RELEASE = 'release';
export const CONTAIN_BY_ORDER = 'contain-by-order';
export const PROVE_BY_ORDER = 'prove-by-order';

/** What a person can order to be done to the host of a case. */
export const hostOrders = [RELEASE, CONTAIN_BY_ORDER] as const;
export type HostOrderName = (typeof hostOrders)[number];

/** The newest order of a person about the host of a case: what holds against all that was planned or ordered before. */
export function lastHostOrder(
  state: CaseState,
  names: readonly HostOrderName[] = hostOrders,
): Authorisation | undefined {
  return state.authorisations.findLast(
    ({ scope }) => scope !== 'case' && names.some((name) => scope.includes(name)),
  );
}

/** Why nothing may isolate the host any more, or look whether it is isolated; undefined where nothing speaks against it. */
export function givenBack(state: CaseState): string | undefined {
  const last = lastHostOrder(state);
  if (last?.scope.includes(RELEASE) !== true) return undefined;
  return `the host was given back by order ${last.authorisation}; afo contain isolates it`;
}
