const CENSOR = '[redacted]';

/** Members of log records that hold secrets whatever they are nested in. */
const NAMES =
  '(?:pass(?:word|phrase)?|secret|token|api_?key|authorization|cookie|credentials?|private_?key|session_?token|access_?key)';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // "name":"value" of a record, also inside a text that is JSON itself.
  [
    new RegExp(`(\\\\*"[a-z_-]*${NAMES}\\\\*"\\s*:\\s*\\\\*")(?:[^"\\\\]|\\\\[^"])*`, 'gi'),
    `$1${CENSOR}`,
  ],
  // name=value of a command line or a connection text.
  [new RegExp(`\\b([a-z_-]*${NAMES})=[^\\s"'&;,\\\\]+`, 'gi'), `$1=${CENSOR}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs, CENSOR],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, CENSOR],
  [/\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{8,}/g, `$1 ${CENSOR}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi, `$1${CENSOR}@`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, CENSOR],
  // Webhooks whose path is the password.
  [
    /(https:\/\/(?:hooks\.slack\.com|discord(?:app)?\.com\/api|[a-z0-9.-]*\.webhook\.office\.com))\/[^\s"\\]+/gi,
    `$1/${CENSOR}`,
  ],
];

/** A line of the log without whatever looks like a secret (SEC-1): the last thing before it is written. */
export const redact = (line: string): string =>
  PATTERNS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
