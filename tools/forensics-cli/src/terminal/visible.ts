// C0 and C1 controls but the line feed's place is decided by the caller; bidi overrides and zero-width characters too.
const HIDDEN =
  /[\p{Cc}\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uD800-\uDFFF\u{E0000}-\u{E007F}]/gu;

/**
 * One line of text that cannot steer a terminal: names and log lines from evidence may hold escape sequences,
 * carriage returns and text-direction overrides (F-70). Each such character is shown as `\u{…}`.
 */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

// What JSON leaves as it is: it writes the controls below U+0020 as escapes, and no others.
const HIDDEN_IN_JSON =
  /[\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** A JSON document of the same value in which those characters stand as escapes: it may be printed on a terminal, too. */
export const visibleJson = (json: string): string =>
  json.replace(HIDDEN_IN_JSON, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
