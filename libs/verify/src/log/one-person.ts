import type { Actor } from '@afo/domain';

/** The verifier's own reading of docs/spec/case-log.md line 27: false only where two people are known to act. */
export function maybeOnePerson(a: Actor, b: Actor): boolean {
  const [one, other] = [a.identity, b.identity];
  if (one === undefined && other === undefined) return isOneName(a.name, b.name);
  if (one?.by !== other?.by) return true;
  if (one?.person === undefined || other?.person === undefined) return true;
  if (isOneName(one.person, other.person)) return true;
  return one.by !== 'word' && one.id === other.id;
}

const isOneName = (a: string, b: string): boolean =>
  a.normalize('NFKC').trim().toLowerCase() === b.normalize('NFKC').trim().toLowerCase();
