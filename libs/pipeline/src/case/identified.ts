import type { Actor } from '@afo/domain';
import type { Ports } from '@afo/ports';

/**
 * The same act, with whom the stack knows its person to be: what they call themselves stands beside it, and makes
 * nobody another. @throws PortError when the stack cannot say it: then nothing is done
 */
export async function identified<Act extends { readonly actor: Actor }>(
  { whoami }: Pick<Ports, 'whoami'>,
  act: Act,
): Promise<Act> {
  if (whoami === undefined || act.actor.kind !== 'human') return act;
  const identity = await whoami.identify(act.actor.name);
  return { ...act, actor: { ...act.actor, identity } };
}
