import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { declaredCodes, documentedCodes } from './error-codes.ts';

const root = join(import.meta.dirname, '../../..');
const declared = declaredCodes(root);
const documented = documentedCodes(readFileSync(join(root, 'docs/reference/errors.md'), 'utf8'));
const errors = declared.filter(({ file }) => file !== 'libs/verify/src/faults.ts');

describe('the error reference', () => {
  it('explains every code that the product can give, and no other', () => {
    expect([...documented].sort()).toEqual([...new Set(declared.map(({ code }) => code))].sort());
  });

  it('finds codes at all, so that an empty comparison cannot pass', () => {
    expect(errors.length).toBeGreaterThan(80);
  });

  it('gives each code one meaning: no two libraries throw the same', () => {
    const codes = errors.map(({ code }) => code);

    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });
});
