/**
 * Text from a bundle as it may be shown: everything that could move a cursor, hide or reorder text is escaped, and long
 * text is cut. Names in a bundle are hostile (F-70).
 */
export function printable(text: string, limit = 200): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replace(/[^\P{C}]|[\p{Zl}\p{Zp}\\]/gu, escaped);
}

const escaped = (character: string): string =>
  character === '\\' ? '\\\\' : `\\u{${Number(character.codePointAt(0)).toString(16)}}`;
