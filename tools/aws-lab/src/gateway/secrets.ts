const SECRET =
  /token|secret|password|signature|credential|authorization|plaintext|privatekey|accesskeyid|presignedurl|^environment$/i;
/** Names that hold such a word and no secret. */
const HARMLESS = new Set([
  'ClientToken',
  'ClientRequestToken',
  'HttpTokens',
  'MaxTokens',
  'NextToken',
  'SecretId',
  'clientRequestToken',
  'nextToken',
]);
const KEPT_TEXT = 2_000;
const KEPT_DEPTH = 12;

export const HIDDEN = '(not recorded)';

/** Parameters as they may be written down: without what would let a reader act as the caller, and not endlessly long. */
export const withoutSecrets = (
  parameters: Readonly<Record<string, unknown>>,
  depth = 0,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      SECRET.test(name) && !HARMLESS.has(name) ? HIDDEN : told(value, depth + 1),
    ]),
  );

function told(value: unknown, depth: number): unknown {
  if (depth > KEPT_DEPTH) return '(deeper)';
  if (typeof value === 'string')
    return value.length > KEPT_TEXT ? `${value.slice(0, KEPT_TEXT)}…` : value;
  if (Array.isArray(value)) return value.map((inner) => told(inner, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return withoutSecrets(Object.fromEntries(Object.entries(value)), depth);
}
