import { describe, expect, it } from 'vitest';
import { playbookSchema } from './playbook.ts';

const minimal = {
  version: 1,
  name: 'test',
  findings: { rules: [{ name: 'all', then: 'open' }] },
  plan: [{ name: 'all', approval: { people: 0, reason: 'covered' } }],
};
const faultsOf = (change: object) => {
  const parsed = playbookSchema.safeParse({ ...minimal, ...change });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
};

describe('when a playbook is judged', () => {
  it('F-22 does not isolate where no rule says so', () => {
    expect(playbookSchema.parse(minimal).findings.rules[0]?.isolate).toBe(false);
  });

  it('refuses a condition that nobody evaluates, so that a typing error never widens a rule', () => {
    const rules = [{ name: 'typo', when: { severty: ['high'] }, then: 'open' }];

    expect(faultsOf({ findings: { rules } })).not.toEqual([]);
  });

  it('refuses a rule that ignores and isolates', () => {
    const rules = [{ name: 'odd', then: 'ignore', isolate: true }];

    expect(faultsOf({ findings: { rules } })).toEqual(['a rule that ignores cannot isolate']);
  });

  it('begins nothing before its approval unless a rule for severe findings says so', () => {
    const rule = (when: object, people: number) => ({
      plan: [{ name: 'now', when, approval: { people, reason: 'it burns', emergency: true } }],
    });

    expect(playbookSchema.parse(minimal).plan[0]?.approval.emergency).toBeUndefined();
    expect(faultsOf(rule({ severityAtLeast: 'critical' }, 1))).toEqual([]);
    expect(faultsOf(rule({ severityAtLeast: 'high' }, 2))).toEqual([]);
    expect(faultsOf(rule({ severityAtLeast: 'medium' }, 1))).toEqual([
      'an emergency is for severe findings: name severityAtLeast high or critical',
    ]);
    expect(faultsOf(rule({ severityAtLeast: 'high' }, 0))).toEqual([
      'an emergency owes an answer of at least one person',
    ]);
  });

  it('refuses two rules of one name, since the log names the rule that decided', () => {
    const rules = [
      { name: 'twin', then: 'open' },
      { name: 'twin', then: 'ignore' },
    ];

    expect(faultsOf({ findings: { rules } })).toEqual(['the rule name twin is used twice']);
  });
});
