import { BLOCK_SIZE, sourceFactsSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { ContentSource } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { RangeList } from './ranges.ts';
import { SourceReader } from './source-reader.ts';

const facts = sourceFactsSchema.parse({
  format: 'raw',
  bytes: 2 * BLOCK_SIZE,
  facts: {},
  limits: [],
});

/** Gives one of two blocks with its digest, and is lost then. */
const dying: ContentSource = {
  describe: () => Promise.resolve(facts),
  async *runs() {
    await Promise.resolve();
    yield [0, 2];
  },
  read: (_, into, known) => {
    into.fill(1, 0, BLOCK_SIZE);
    known?.fill(0xab, 0, 32);
    return Promise.reject(new PortError('source.device-error', 'lost'));
  },
  confirm: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

describe('when a source is lost in the middle of a read', () => {
  it('forgets the digests of what is entered as zeros: the record would name bytes that are not there', async () => {
    const reader = new SourceReader({ source: dying, facts, salvages: () => true }, 0);
    const gaps = { absent: new RangeList(), missing: new RangeList() };
    const into = new Uint8Array(2 * BLOCK_SIZE);
    const known = new Uint8Array(64);

    for await (const stretch of reader.segment([0, 2], gaps))
      if ('fill' in stretch) await stretch.fill(into, known);

    expect([...known, ...into].every((byte) => byte === 0)).toBe(true);
    expect(gaps.missing.list()).toEqual([[0, 2 * BLOCK_SIZE]]);
  });
});
