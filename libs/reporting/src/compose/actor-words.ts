import type { Actor, Where, Words } from '@afo/domain';

/** Who acted: a service by name and version, a person by the name they gave and the way they came. */
export function actorWords({ kind, name, version, via }: Actor): Words {
  const what = [kind, ...(via === undefined ? [] : [`via ${via}`])].join(', ');
  return [`${name}${version === undefined ? '' : ` ${version}`} (${what})`];
}

/** Where it happened, in one line; nothing where the entry does not say. */
export function whereInLine(where: Where | undefined): string {
  if (where === undefined) return '';
  const { partition, account, region, resource } = where;
  return [partition, account, region, resource].filter((part) => part !== undefined).join(', ');
}
