import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition } from './condition.ts';

const NAMES = ['a', 'b', 'sel_1', 'sel_2', '_hidden'];
const test = (condition: string, ...true_: readonly string[]): boolean =>
  compileCondition(condition, NAMES)((name) => true_.includes(name));

describe('when the condition of a Sigma rule is compiled', () => {
  it.each([
    ['a', ['a'], true],
    ['a and b', ['a'], false],
    ['a or b', ['b'], true],
    ['not a', [], true],
    ['a and not b', ['a'], true],
    ['not (a or b)', ['b'], false],
    ['a or b and sel_1', ['a'], true],
    ['(a or b) and sel_1', ['a'], false],
    ['1 of sel_*', ['sel_2'], true],
    ['all of sel_*', ['sel_2'], false],
    ['all of sel_*', ['sel_1', 'sel_2'], true],
    ['1 of them', ['_hidden'], false],
    ['any of them', ['b'], true],
    ['a AND NOT b', ['a'], true],
  ])('%s with %j is %s', (condition, trueOnes, expected) => {
    expect(test(condition, ...trueOnes)).toBe(expected);
  });

  it.each([
    '',
    'c',
    'a and',
    '(a',
    'a)',
    'a b',
    '1 a',
    '1 of x*',
    'a | count() > 5',
    'not',
    '2 of sel_*',
  ])(
    'refuses %j, which it does not understand, instead of staying silent for ever',
    (condition) => {
      expect(() => test(condition)).toThrow(
        expect.objectContaining({ code: 'analysis.rules-invalid' }),
      );
    },
  );

  it('agrees with the plain meaning of any formula of and, or, not', () => {
    const formula = fc.letrec<{ node: Formula }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constant<Formula>({ text: 'a', value: (a) => a }),
        fc.constant<Formula>({ text: 'b', value: (_, b) => b }),
        fc.tuple(tie('node'), tie('node')).map(([left, right]) => ({
          text: `(${left.text} and ${right.text})`,
          value: (a: boolean, b: boolean) => left.value(a, b) && right.value(a, b),
        })),
        fc.tuple(tie('node'), tie('node')).map(([left, right]) => ({
          text: `(${left.text} or ${right.text})`,
          value: (a: boolean, b: boolean) => left.value(a, b) || right.value(a, b),
        })),
        tie('node').map((inner) => ({
          text: `(not ${inner.text})`,
          value: (a: boolean, b: boolean) => !inner.value(a, b),
        })),
      ),
    })).node;
    fc.assert(
      fc.property(formula, fc.boolean(), fc.boolean(), ({ text, value }, a, b) => {
        const found = compileCondition(text, NAMES)((name) => (name === 'a' ? a : b));

        expect(found).toBe(value(a, b));
      }),
    );
  });
});

interface Formula {
  readonly text: string;
  readonly value: (a: boolean, b: boolean) => boolean;
}
