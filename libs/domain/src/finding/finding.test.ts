import { describe, expect, it } from 'vitest';
import { findingSchema, isAtLeast, severityLevels } from './finding.ts';

const finding = {
  id: 'f-1',
  format: 'asff',
  product: 'GuardDuty',
  title: 'x',
  types: [],
  severity: 'high',
  sample: false,
  archived: false,
  suppressed: false,
  subjects: [],
  tags: {},
  raw: { sha256: 'ab'.repeat(32), bytes: 1 },
};

describe('when severities are compared', () => {
  it('is an order from informational to critical, so that a floor lets nothing worse slip below it', () => {
    for (const [level, severity] of severityLevels.entries())
      for (const [other, floor] of severityLevels.entries())
        expect(isAtLeast(severity, floor)).toBe(level >= other);
  });
});

describe('when a finding is kept', () => {
  it('F-42 is not kept without an id of its own', () => {
    expect(findingSchema.safeParse(finding).success).toBe(true);
    expect(findingSchema.safeParse({ ...finding, id: '' }).success).toBe(false);
  });

  it('F-40 keeps every subject in its order', () => {
    const subjects = ['b', 'a', 'c'].map((id) => ({ kind: 'host', id }));

    expect(findingSchema.parse({ ...finding, subjects }).subjects).toEqual(subjects);
  });

  it('is refused when a subject is more than a case can hold, instead of being cut', () => {
    const subjects = Array.from({ length: 201 }, (_, n) => ({ kind: 'host', id: String(n) }));

    expect(findingSchema.safeParse({ ...finding, subjects }).success).toBe(false);
  });
});
