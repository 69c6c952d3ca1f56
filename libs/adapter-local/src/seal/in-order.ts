/** Work that has begun; `release` gives back what it holds, after the consumer is done with the result. */
export interface Job<T> {
  readonly result: Promise<T>;
  readonly release: () => void;
}

/**
 * Begins up to `depth` jobs side by side, one per item, and yields their results in the order of the items. A result
 * may be used until the next one is asked for. However it ends, it waits for what has begun, so that nobody writes
 * into memory that is used again.
 */
export async function* inOrder<I, T>(
  items: AsyncIterable<I>,
  depth: number,
  begin: (item: I) => Job<T>,
): AsyncGenerator<T> {
  const jobs: Job<T>[] = [];
  const iterator = items[Symbol.asyncIterator]();
  let more = true;
  try {
    for (;;) {
      while (more && jobs.length < depth) {
        const next = await iterator.next();
        if (next.done === true) more = false;
        else jobs.push(begun(begin(next.value)));
      }
      const [first] = jobs;
      if (first === undefined) return;
      yield await first.result;
      jobs.shift();
      first.release();
    }
  } finally {
    await Promise.allSettled(jobs.map(({ result }) => result));
    for (const { release } of jobs) release();
    if (more) await iterator.return?.();
  }
}

/** Its failure is thrown when its turn comes; until then it must not end the process. */
function begun<T>(job: Job<T>): Job<T> {
  job.result.catch(() => undefined);
  return job;
}
