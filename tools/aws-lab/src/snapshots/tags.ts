import type { Form } from './form.ts';
import type { LedgerSnapshot } from './ledger.ts';
import type { XmlValue } from './xml.ts';

/** Tags that a call gives to the snapshots it makes. */
export function tagsOf(form: Form): ReadonlyMap<string, string> {
  const tags = form
    .groups('TagSpecification')
    .filter((specification) => specification.get('ResourceType') === 'snapshot')
    .flatMap((specification) => specification.groups('Tag'))
    .map((tag): [string, string] => [tag.get('Key') ?? '', tag.get('Value') ?? '']);
  return new Map(tags);
}

export const tagSet = ({ tags }: LedgerSnapshot): XmlValue =>
  [...tags].map(([key, value]) => ({ key, value }));
