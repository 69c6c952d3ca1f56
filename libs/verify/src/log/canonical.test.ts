import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonical } from '../../tests/support/json.ts';
import { canonicalText, isCanonical } from './canonical.ts';

const isCanonicalText = (text: string): boolean => isCanonical(text, JSON.parse(text));

describe('when a text is compared with its canonical form', () => {
  it.each([
    '{"a":1,"b":[true,false,null],"c":{"d":"x"}}',
    '{"1":0,"10":0,"9":0}',
    '{"\\\\ud800":"a literal backslash, not an escape: \\\\ud800"}',
    '"\\u0000\\b\\t\\n\\f\\r\\"\\\\ü€😀"',
    '[1e+30,1e-7,333333333.3333333,0,-1]',
    '{}',
    '[]',
    '{"__proto__":1}',
  ])('accepts %s', (text) => {
    expect(isCanonicalText(text)).toBe(true);
  });

  it.each([
    '{"b":1,"a":1}',
    '{"a":1,"a":1}',
    '{"9":0,"10":0}',
    '{ }',
    '[1, 2]',
    '1.0',
    '1E30',
    '-0',
    '"\\u0061"',
    '"\\/"',
    '"\\ud800"',
    '{"\\ud800":1}',
    '["\\udfff"]',
    '9007199254740993',
    '{"b":{"d":1,"c":1}}',
    '[{"b":1,"a":1}]',
  ])('refuses %s', (text) => {
    expect(isCanonicalText(text)).toBe(false);
  });

  it('gives the same answer by the quick look and by writing anew', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const value: unknown = JSON.parse(text);

        return isCanonical(text, value) === (canonicalText(value) === text);
      }),
      { numRuns: 2000 },
    );
  });

  it('writes what an independent writer writes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) => canonicalText(value) === canonical(JSON.parse(JSON.stringify(value))),
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    [undefined],
    [1n],
    [Symbol('x')],
    [() => 1],
    [Infinity],
    [NaN],
    [{ a: undefined }],
    [[1n]],
  ])('has no text for %s', (value) => {
    expect(canonicalText(value)).toBeUndefined();
  });
});
