/** What an answer holds: text, numbers, flags, structures, and lists (as EC2 writes them: `item` after `item`). */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

export const element = (name: string, value: XmlValue): string =>
  value === undefined ? '' : `<${name}>${content(value)}</${name}>`;

function content(value: XmlValue): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return escaped(String(value));
  if (isList(value)) return value.map((member) => element('item', member)).join('');
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');
}

const isList = (value: object): value is readonly XmlValue[] => Array.isArray(value);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
