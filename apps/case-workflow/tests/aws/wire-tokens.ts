import type { TaskTokens, Waiting } from '@afo/ports';
import type { Ministack } from './ministack.ts';

/** Tokens in memory, sent over the wire. */
export class WireTokens implements TaskTokens {
  readonly #kept = new Map<string, string>();
  readonly #cloud: Ministack;

  constructor(cloud: Ministack) {
    this.#cloud = cloud;
  }

  /** True when somebody waits, or has waited. */
  knows(waiting: Waiting): boolean {
    return this.#kept.has(nameOf(waiting));
  }

  keep(waiting: Waiting, token: string): Promise<void> {
    this.#kept.set(nameOf(waiting), token);
    return Promise.resolve();
  }

  wake(waiting: Waiting): Promise<'told' | 'nobody'> {
    return this.#send(waiting, (token) => this.#cloud.sendTaskSuccess(token));
  }

  heartbeat(waiting: Waiting): Promise<'told' | 'nobody'> {
    return this.#send(waiting, (token) => this.#cloud.sendTaskHeartbeat(token));
  }

  async #send(
    waiting: Waiting,
    send: (token: string) => Promise<unknown>,
  ): Promise<'told' | 'nobody'> {
    const token = this.#kept.get(nameOf(waiting));
    if (token === undefined) return 'nobody';
    try {
      await send(token);
      return 'told';
    } catch (error) {
      if (
        error instanceof Error &&
        /TaskTimedOut|InvalidToken|TaskDoesNotExist/.test(error.message)
      )
        return 'nobody';
      throw error;
    }
  }
}

const nameOf = ({ case: caseId, key, attempt }: Waiting): string =>
  JSON.stringify([caseId, key, attempt]);
