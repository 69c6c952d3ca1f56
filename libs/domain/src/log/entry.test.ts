import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SHA256 } from '../identity/digest.ts';
import { evidenceId } from '../identity/ids.ts';
import { sampleLog, sampleOpening } from '../testing/index.ts';
import { entrySchema, entryTypes, isEntry, MAX_ENTRY_BYTES } from './entry.ts';

const [first] = sampleLog();
const problems = (value: unknown): string[] => {
  const parsed = entrySchema.safeParse(value);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('when a writer makes an entry', () => {
  it('accepts what the specification lists', () => {
    expect(problems(first)).toEqual([]);
    expect(entryTypes).toHaveLength(31);
  });

  it.each([
    ['an unknown member of the envelope', { ...first, mood: 'good' }],
    ['an unknown member of the body', { ...first, body: { ...sampleOpening.body, mood: 'good' } }],
    ['an unknown type', { ...first, type: 'evidence.lost' }],
    ['no type', {}],
    ['no object', 'case.opened'],
    ['another version', { ...first, v: 2 }],
    ['a local time', { ...first, at: '2026-11-24T03:00:00+01:00' }],
    ['a day that is none', { ...first, at: '2026-02-30T03:00:00.000Z' }],
    ['a case id that is no UUIDv7', { ...first, case: '0193a1b2-0000-4000-8000-000000000001' }],
    ['a negative number', { ...first, seq: -1 }],
  ])('refuses %s', (_, value) => {
    expect(problems(value)).not.toEqual([]);
  });

  it('F-01 refuses to seal the digest of nothing', () => {
    const body = {
      item: 'E-0001',
      bytes: 1,
      sha256: EMPTY_SHA256,
      manifest: { key: 'k', bytes: 1, sha256: 'ab'.repeat(32) },
    };

    expect(problems({ ...first, type: 'evidence.sealed', body }).join()).toContain(
      'never evidence',
    );
  });

  it('names every fault at once', () => {
    expect(
      problems({ ...first, body: { ...sampleOpening.body, title: '', reason: '' } }),
    ).toHaveLength(2);
  });

  it('lets a case of thousands of items leave the house in one entry that every log takes', () => {
    const items = Array.from({ length: 6000 }, (_, index) => evidenceId(index + 1));
    const body = { items, format: 'bundle', destination: 'x'.repeat(4096) };
    const exported = { ...first, type: 'evidence.exported', body };

    expect(problems(exported)).toEqual([]);
    expect(JSON.stringify(exported).length).toBeLessThan(MAX_ENTRY_BYTES);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        (value) => typeof entrySchema.safeParse(value).success === 'boolean',
      ),
    );
  });
});

describe('when a type is asked for', () => {
  it('narrows only on that type', () => {
    expect(
      first === undefined ? [] : [isEntry(first, 'case.opened'), isEntry(first, 'case.closed')],
    ).toEqual([true, false]);
  });
});
