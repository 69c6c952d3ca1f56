import type { Ingest } from '@afo/pipeline';
import { describe, expect, it } from 'vitest';
import { queueBatch } from './queue-batch.ts';

const NOTHING = { decisions: [], cases: [], rejected: [] };
const batchOf = (...bodies: readonly string[]) => ({
  Records: bodies.map((body) => ({ messageId: `m-${body}`, body, eventSource: 'aws:sqs' })),
});
const lasting = { getRemainingTimeInMillis: () => 60_000 };
const log = { error: () => undefined };

/** Fails for the bodies that are named, and remembers what it was given. */
function counter(...failing: readonly string[]) {
  const taken: string[] = [];
  const ingest: Ingest = (bytes) => {
    const body = Buffer.from(bytes).toString();
    if (failing.includes(body)) return Promise.reject(new Error('the log cannot be written'));
    taken.push(body);
    return Promise.resolve(NOTHING);
  };
  return { taken, ingest };
}

describe('when a batch of findings comes from the queue', () => {
  it('ING-6 sends back what failed and nothing else, so that no finding is lost or taken twice', async () => {
    const { taken, ingest } = counter('b', 'd');

    const response = await queueBatch({ ingest, log })(batchOf('a', 'b', 'c', 'd'), lasting);

    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual([
      'm-b',
      'm-d',
    ]);
    expect(taken.sort()).toEqual(['a', 'c']);
  });

  it('F-51 begins nothing that the function would be ended in the middle of', async () => {
    const { taken, ingest } = counter();
    const short = { getRemainingTimeInMillis: () => 1000 };

    const { batchItemFailures } = await queueBatch({ ingest, log })(batchOf('a', 'b'), short);

    expect([batchItemFailures.length, taken]).toEqual([2, []]);
  });

  it('says loudly when it was not given a batch, instead of having the queue delete it', async () => {
    const { ingest } = counter();
    const take = queueBatch({ ingest, log });

    for (const event of [{}, { Records: [] }, { Records: [{ body: 'x' }] }, 'text', undefined])
      await expect(take(event, lasting)).rejects.toMatchObject({ code: 'receiver.bad-request' });
  });
});
