import canonicalize from 'canonicalize';

import { CustodyError } from '../errors.ts';

/**
 * The one text of a JSON value (RFC 8785): members sorted, no white space, numbers as ECMAScript writes them.
 * Members that are `undefined` are left out.
 * @throws {CustodyError} `custody.not-json` for what JSON cannot say: NaN, infinity, lone surrogates, cycles, `undefined`.
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new CustodyError('custody.not-json', 'the value has no canonical JSON form', { cause });
  }
  if (text === undefined) throw new CustodyError('custody.not-json', 'the value is not JSON');
  return text;
}
