/** A text as a part of a regular expression that matches just that text. */
export const escapeForRegExp = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
