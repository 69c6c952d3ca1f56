import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authorisationId,
  caseIdSchema,
  evidenceId,
  ordinalOf,
  requestId,
  toolRunId,
} from './ids.ts';
import { epochOf, instantOf, instantSchema } from './instant.ts';
import { boundedText } from './text.ts';

describe('numbered ids', () => {
  it('keep their number beyond four digits, so that no item of a large case loses its name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (n) => {
        expect(
          [evidenceId(n), authorisationId(n), requestId(n), toolRunId(n)].map(ordinalOf),
        ).toEqual([n, n, n, n]);
      }),
    );
  });

  it('are padded, so that they sort as people read them', () => {
    expect(evidenceId(7)).toBe('E-0007');
  });
});

describe('case ids', () => {
  it.each([
    '',
    '0193A1B2-0000-7000-8000-000000000001',
    '0193a1b2-0000-7000-7000-000000000001',
    '../etc/passwd',
  ])('refuse %j', (text) => {
    expect(caseIdSchema.safeParse(text).success).toBe(false);
  });
});

describe('instants', () => {
  it('go to milliseconds and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (epoch) => {
        expect(epochOf(instantOf(epoch))).toBe(epoch);
      }),
    );
  });

  it.each([
    '2026-11-24T03:55:01Z',
    '2026-11-24 03:55:01.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-02-30T00:00:00.000Z',
    '2026-11-24T24:00:00.000Z',
  ])('refuse %s', (text) => {
    expect(instantSchema.safeParse(text).success).toBe(false);
  });
});

describe('text from outside', () => {
  it('refuses a lone surrogate, which canonical JSON could not encode', () => {
    expect(boundedText(10).safeParse('\ud800').success).toBe(false);
  });
});
