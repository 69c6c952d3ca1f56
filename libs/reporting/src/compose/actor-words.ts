import type { Actor, Where, Words } from '@afo/domain';
import { quote } from './references.ts';

/** Who acted: a service by name and version, a person by the name they gave and the way they came. */
export function actorWords(actor: Actor): Words {
  const version = actor.version === undefined ? [] : [` ${actor.version}`];
  const via = actor.via === undefined ? [] : [' via ', quote(actor.via)];
  return [quote(actor.name), ...version, ` (${actor.kind})`, ...via];
}

/** Where it happened, in one line; nothing where the entry does not say. */
export function whereInLine(where: Where | undefined): string {
  if (where === undefined) return '';
  const { partition, account, region, resource } = where;
  return [partition, account, region, resource].filter((part) => part !== undefined).join(', ');
}
