import type { Actor, Identity, Where, Words } from '@afo/domain';

/** Who acted: a service by name and version, a person by the name they gave, the way they came, and who vouches. */
export function actorWords({ kind, name, version, via, identity }: Actor): Words {
  const what = [
    kind,
    ...(via === undefined ? [] : [`via ${via}`]),
    ...(identity === undefined ? [] : [identityWords(identity)]),
  ].join(', ');
  return [`${name}${version === undefined ? '' : ` ${version}`} (${what})`];
}

function identityWords({ by, name, id, person }: Identity): string {
  switch (by) {
    case 'aws':
      return `known to AWS as ${name}${person === undefined ? ', which may be anybody' : ''}`;
    case 'os':
      return `known to the operating system as ${name}, user ${id}`;
    case 'word':
      return `on their own word; the account ${name} is shared`;
  }
}

/** Where it happened, in one line; nothing where the entry does not say. */
export function whereInLine(where: Where | undefined): string {
  if (where === undefined) return '';
  const { partition, account, region, resource } = where;
  return [partition, account, region, resource].filter((part) => part !== undefined).join(', ');
}
