import type { Entry } from '@afo/domain';
import { sampleLog } from '@afo/domain/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../../tests/support/code-of.ts';
import { canonicalJson, encodeEntry } from '../index.ts';

const [first] = sampleLog();
const entry = (change: object): Entry => ({ ...first, ...change }) as Entry;
const noted = (text: string): Entry => entry({ type: 'note.added', body: { text } });

describe('when an entry becomes a line', () => {
  it('is canonical JSON that says the same', () => {
    const line = encodeEntry(noted('größer als 5 €'));

    expect(line).toMatch(
      /^\{"actor":\{"kind":"service",.*"at":"2026-11-24T03:00:00.000Z","body":\{"text":"größer als 5 €"\}.*"v":1\}$/,
    );
    expect(JSON.parse(line)).toEqual(noted('größer als 5 €'));
  });

  it('leaves out members that are undefined', () => {
    expect(encodeEntry(entry({ why: undefined }))).toBe(encodeEntry(entry({})));
  });

  it.each([
    ['an unknown member', entry({ mood: 'good' }), 'custody.invalid-entry'],
    ['an unknown type', entry({ type: 'evidence.lost' }), 'custody.invalid-entry'],
    ['a lone surrogate', noted('\ud800'), 'custody.invalid-entry'],
    [
      'more than 64 KiB',
      entry({
        type: 'resource.changed',
        body: {
          change: 'x',
          resource: 'x',
          phase: 'done',
          before: Object.fromEntries(
            Array.from({ length: 20 }, (_, n) => [`k${String(n)}`, 'x'.repeat(4000)]),
          ),
          after: {},
        },
      }),
      'custody.entry-too-large',
    ],
    [
      'a member that the schema would lose',
      entry({
        type: 'resource.changed',
        body: {
          change: 'x',
          resource: 'x',
          phase: 'done',
          before: JSON.parse('{"__proto__":1}') as object,
          after: {},
        },
      }),
      'custody.invalid-entry',
    ],
  ])('refuses %s', (_, bad, code) => {
    expect(codeOf(() => encodeEntry(bad))).toBe(code);
  });

  it('F-62 names what is wrong by its place and quotes no value', () => {
    expect(() =>
      encodeEntry(entry({ v: 2, type: 'note.added', body: { text: '', password: 'hunter2' } })),
    ).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }),
    );
    expect(() => encodeEntry(entry({ v: 2 }))).toThrow(/^v: /);
  });
});

describe('when JSON becomes canonical', () => {
  it.each([
    [
      { b: 1, a: [true, null, 'x'], '€': 1e21, A: -0 },
      '{"A":0,"a":[true,null,"x"],"b":1,"€":1e+21}',
    ],
    [{ a: undefined }, '{}'],
    ['', '""'],
  ])('writes %j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('is a text that canonical JSON gives back', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value),
      ),
    );
  });

  it.each([[undefined], [NaN], [Infinity], ['\ud800'], [{ '\udfff': 1 }], [1n], [cycle()]])(
    'refuses what JSON cannot say',
    (value) => {
      expect(codeOf(() => canonicalJson(value))).toBe('custody.not-json');
    },
  );
});

function cycle(): object {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  return self;
}
