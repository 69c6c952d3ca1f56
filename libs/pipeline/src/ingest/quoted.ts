/** Outside text inside a sentence of ours: quoted, on one line, cut at 80 characters. */
export const quoted = (text: string): string => `"${escaped(text, 80).replaceAll('"', "'")}"`;

/** Outside text on one line: control and invisible characters are written as `\u{…}`, the rest is cut. */
export function escaped(text: string, longest: number): string {
  const whole = text.toWellFormed();
  const short = whole.length > longest ? `${whole.slice(0, longest).toWellFormed()}…` : whole;
  return short.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
