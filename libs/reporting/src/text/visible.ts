/**
 * What could hide, move or fake text: control and format characters (terminal escapes, bidi overrides), surrogates,
 * private and unassigned code points, line and paragraph separators, blanks other than the space, and characters
 * that are drawn as nothing (Unicode `Default_Ignorable_Code_Point`).
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[^\P{Zs} ]/gu;

/** The marks of an escape; where they come from outside, they are escaped themselves, so that none can be forged. */
const MARKS = /[⟦⟧]/gu;

/** More than two combining marks on one letter draw over the lines above and below. */
const PILE_OF_MARKS = /(?<=\p{M}\p{M})\p{M}/gu;

const OUTER_SPACE = /^ +| +$/gu;

/** A space that no eye finds in a path: at an end, beside a slash, or one of several (`/var/tmp/.. /x`). */
const LOST_SPACE = /^ | $| (?=[ /])|(?<=[ /]) /gu;

/**
 * Text from outside (titles, log lines) so that it can be shown anywhere: every character that cannot be seen or that
 * steers the display stands as `⟦U+202E⟧`, and nothing else is changed. Different texts stay different.
 */
export const visible = (text: string): string => seen(text).replace(OUTER_SPACE, escapedEach);

/** A path from outside: as `visible`, and spaces that nobody would notice are shown too. */
export const visiblePath = (path: string): string => seen(path).replace(LOST_SPACE, escaped);

/** `⟦U+000A⟧` for a line feed. */
export const escaped = (character: string): string =>
  `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`;

/** Longest text that is shown whole; of longer ones the middle is left out and counted. */
const LONGEST = 400;
const TAIL = 80;

/**
 * Text of bearable length, made visible by `show`; what is left out is counted, in the same marks. The JSON twin
 * holds all of it.
 */
export function inShort(
  text: string,
  show: (text: string) => string = visible,
  longest = LONGEST,
): string {
  const characters = Array.from(text);
  if (characters.length <= longest + CUT_AT_LEAST) return show(text);
  const tailLength = Math.min(TAIL, longest / 4);
  // Spaces at the cut would be shown as spaces at an end; they go with what is left out.
  const head = characters
    .slice(0, longest - tailLength)
    .join('')
    .trimEnd();
  const tail = characters.slice(-tailLength).join('').trimStart();
  const left = characters.length - Array.from(head).length - Array.from(tail).length;
  return `${show(head)} ⟦${String(left)} characters left out⟧ ${show(tail)}`;
}

/** To leave out less than the mark is long would help nobody. */
const CUT_AT_LEAST = 40;

const seen = (text: string): string =>
  text
    .toWellFormed()
    .replace(MARKS, escaped)
    .replace(UNSEEN, escaped)
    .replace(PILE_OF_MARKS, escaped);

const escapedEach = (spaces: string): string => escaped(' ').repeat(spaces.length);

/** A path or a record from outside as it is shown: never nothing, never endless, nothing hidden. */
export const shown = (text: string, show?: (text: string) => string): string =>
  text === '' ? '⟦empty⟧' : inShort(text, show);

/** Prose from outside between quotation marks; marks of the same kind within it are escaped, so it ends where it ends. */
export const quotedText = (text: string, longest?: number): string =>
  text === '' ? '“⟦empty⟧”' : `“${inShort(text, withoutMarks, longest)}”`;

/** Longest quotation where there is room for a sentence only. */
export const SHORT = 160;

const withoutMarks = (text: string): string => visible(text).replace(/[“”]/gu, escaped);
