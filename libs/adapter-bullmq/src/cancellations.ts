import type { Redis } from 'ioredis';
import type { QueueName } from '@afo/domain';

/** Longest time that a cancelled attempt can come back from a store that was restored, in seconds: 30 days. */
const REMEMBERED = 30 * 86_400;

/**
 * Cancelled attempts, kept as keys and not as messages: a worker that was just connecting, or that takes the job a
 * moment later, still finds out.
 */
export class Cancellations {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async add(queue: QueueName, id: string): Promise<void> {
    await this.#redis.set(this.#key(queue, id), '1', 'EX', REMEMBERED);
  }

  /** Those of the ids that were cancelled. */
  async among(queue: QueueName, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const marks = await this.#redis.mget(ids.map((id) => this.#key(queue, id)));
    return new Set(ids.filter((_, index) => marks[index] !== null));
  }

  readonly #key = (queue: QueueName, id: string): string =>
    `${this.#prefix}:cancelled:${queue}:${id}`;
}
