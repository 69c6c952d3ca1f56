import type { Actor, Identity } from './actor.ts';

/**
 * False only where two actors are known to be two people (docs/adr/0015-who-approves.md): with identities, where each
 * can be one person alone and these differ; without any, by their names.
 */
export function maybeSamePerson(a: Actor, b: Actor): boolean {
  if (a.identity === undefined && b.identity === undefined) return sameName(a.name, b.name);
  if (a.identity === undefined || b.identity === undefined) return true;
  return maybeSameIdentity(a.identity, b.identity);
}

function maybeSameIdentity(a: Identity, b: Identity): boolean {
  if (a.by !== b.by || a.person === undefined || b.person === undefined) return true;
  return sameName(a.person, b.person) || (a.by !== 'word' && a.id === b.id);
}

// Without case, outer blanks and forms of one letter: "Ann" and "ann " are one person.
const sameName = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
