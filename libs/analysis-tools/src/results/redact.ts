const HIDDEN = '…';

type Replacement = readonly [RegExp, string];

/** What is a credential by its own shape. */
const shapes: readonly Replacement[] = [
  // AWS access key ids keep their kind and their end, so that the owner can tell which one to revoke.
  [/\b(AKIA|ASIA)[A-Z0-9]{12}([A-Z0-9]{4})\b/g, `$1${HIDDEN}$2`],
  [/\b(gh[pousr]_|glpat-|xox[abprs]-)[\w-]{8,}/g, `$1${HIDDEN}`],
  // A scheme is short: without the bound a text of `a.a.a…` would take time by the square of its length (F-72).
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]+):[^\s/@]+@/gi, `$1:${HIDDEN}@`],
  [/\$(1|2[aby]?|5|6|7|y|gy)\$[\w./$,=-]{8,}/g, `$$$1$$${HIDDEN}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*/gs, HIDDEN],
];

/** What is a credential by the word in front of it. */
const named: readonly Replacement[] = [
  [/(authorization:\s*(?:bearer|basic)\s+)[^\s'"]+/gi, `$1${HIDDEN}`],
  [
    /((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key)[\w.-]{0,30}["']?\s*[=:]\s*["']?)[^\s"'&;]{3,}/gi,
    `$1${HIDDEN}`,
  ],
  [/(\s(?:--password|--passwd|--token|--secret)[ =])\S+/g, `$1${HIDDEN}`],
  [/(\s(?:--user|-u)[ =])[^\s:]+:\S+/g, `$1${HIDDEN}`],
];

const replaceAll = (text: string, replacements: readonly Replacement[]): string =>
  replacements.reduce(
    (redacted, [pattern, replacement]) => redacted.replaceAll(pattern, replacement),
    text,
  );

/** Takes credentials out of a quotation of evidence; who may see them reads the evidence itself (T1552, F-62). */
export const redact = (quotation: string): string => replaceAll(quotation, [...shapes, ...named]);

/** The same for sentences of ours, in which the word "secret:" may stand and mean just that. */
export const redactSentence = (sentence: string): string => replaceAll(sentence, shapes);
