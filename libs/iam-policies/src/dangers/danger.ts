import type { Access, AccessContext } from '../judge/judge.ts';

/** A request that no role of the product may ever make. */
export interface Danger {
  readonly name: string;
  readonly access: Access;
}

export const danger = (
  name: string,
  action: string,
  { resource, context = {} }: { readonly resource: string; readonly context?: AccessContext },
): Danger => ({ name, access: { action, resource, context } });
