import type { SourceFacts } from '@afo/domain';
import { blockCount } from '@afo/domain';
import type { ContentSource } from '@afo/ports';

/** Stands for a source that cannot be opened any more: known from what was sealed of it, and unreadable. */
export function lostSource(facts: SourceFacts, error: unknown): ContentSource {
  const refuse = (): Promise<never> =>
    Promise.reject(
      error instanceof Error ? error : new Error('the source is lost', { cause: error }),
    );
  return {
    describe: () => Promise.resolve(facts),
    async *runs(from) {
      await Promise.resolve();
      if (from < blockCount(facts.bytes)) yield [from, blockCount(facts.bytes) - from];
    },
    read: refuse,
    confirm: refuse,
    close: () => Promise.resolve(),
  };
}
