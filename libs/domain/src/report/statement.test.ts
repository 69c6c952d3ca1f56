import { describe, expect, it } from 'vitest';
import { statementSchema } from './statement.ts';

const statement = {
  words: ['The disk of ', { quote: '<b>web-01</b>' }, ' is sealed.'],
  tone: 'good',
  references: [{ to: 'item', item: 'E-0001' }],
};
const accepts = (change: object) => statementSchema.safeParse({ ...statement, ...change }).success;

describe('when the report states something', () => {
  it('never does so without what it rests on', () => {
    expect([accepts({}), accepts({ references: [] })]).toEqual([true, false]);
  });

  it('never says nothing', () => {
    expect([accepts({ words: [] }), accepts({ words: [''] })]).toEqual([false, false]);
  });

  it('F-70 keeps the words of a stranger apart from its own, even empty ones', () => {
    expect(statementSchema.parse({ ...statement, words: [{ quote: '' }] }).words).toEqual([
      { quote: '' },
    ]);
  });

  it('refuses a reference that leads nowhere', () => {
    const to = (reference: object) => accepts({ references: [reference] });

    expect([to({ to: 'entry', entry: 0 }), to({ to: 'entry', entry: -1 })]).toEqual([true, false]);
    expect([to({ to: 'detection', detection: 0 }), to({ to: 'item', item: 'E-1' })]).toEqual([
      false,
      false,
    ]);
  });
});
