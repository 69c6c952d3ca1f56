import { describe, expect, it } from 'vitest';
import { SAMPLE_CASE } from '../testing/index.ts';
import { segmentFactsSchema } from './segment-facts.ts';
import { sourceFactsSchema } from './source-facts.ts';

const source = { format: 'raw', bytes: 1024, facts: { path: '/evidence/a\nb.raw' }, limits: [] };
const ewf = (embedded: object) =>
  sourceFactsSchema.safeParse({ ...source, format: 'ewf', embedded });

describe('when a source says what it is', () => {
  it('F-68 keeps an MD5 as an MD5: what an old E01 holds never passes for a SHA-256', () => {
    expect(ewf({ md5: 'ab'.repeat(16) }).success).toBe(true);
    expect(ewf({ sha256: 'ab'.repeat(16) }).success).toBe(false);
    expect(ewf({ md5: 'ab'.repeat(32) }).success).toBe(false);
  });

  it('takes a digest in lower case only, so that equal digests are equal text', () => {
    expect(ewf({ sha1: 'AB'.repeat(20) }).success).toBe(false);
    expect(ewf({ sha1: `${'ab'.repeat(20)}\n` }).success).toBe(false);
  });

  it('keeps a hostile path as it is, for the reader to escape', () => {
    expect(sourceFactsSchema.parse(source).facts).toEqual({ path: '/evidence/a\nb.raw' });
  });

  it('refuses a size that is no count of bytes', () => {
    for (const bytes of [-1, 0.5, 2 ** 60, Number.NaN])
      expect(sourceFactsSchema.safeParse({ ...source, bytes }).success).toBe(false);
  });
});

describe('when a segment says what it is', () => {
  const segment = {
    v: 1,
    case: SAMPLE_CASE,
    item: 'E-0001',
    part: 0,
    source,
    blocks: [0, 1],
    absent: [],
    missing: [[512, 512]],
  };

  it('tells what could not be read, so that a resumed acquisition does not call it zeros', () => {
    expect(segmentFactsSchema.parse(segment).missing).toEqual([[512, 512]]);
  });

  it('refuses an empty run, which would hide that nothing is meant', () => {
    expect(segmentFactsSchema.safeParse({ ...segment, missing: [[512, 0]] }).success).toBe(false);
    expect(segmentFactsSchema.safeParse({ ...segment, blocks: [0, 0] }).success).toBe(false);
  });
});
