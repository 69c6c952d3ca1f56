import { appendFileSync } from 'node:fs';
import type { Principal } from './sessions.ts';

/** Who answered. */
export type Backend = 'gateway' | 'moto' | 'ministack' | 'snapshots' | 'ebs';

/** A call as it arrived and ended. */
export interface LabCall {
  readonly number: number;
  /** Milliseconds since 1970, when it arrived. */
  readonly at: number;
  readonly principal: Principal | undefined;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly changing: boolean;
  /** True where the address itself was the credential. */
  readonly presigned: boolean;
  readonly backend: Backend;
  /** 0 where no answer was given. */
  readonly status: number;
  readonly error?: string;
  readonly requestId?: string;
  /** Ids of what the call has made, as far as its answer names them. */
  readonly made?: readonly string[];
  /** The fault that was injected. */
  readonly fault?: string;
}

const KEPT = 200_000;

/** All calls in order; in memory the last ones, in a file (JSON lines) all. */
export class CallLog {
  #calls: LabCall[] = [];
  #count = 0;
  readonly #file: string | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  next(): number {
    this.#count += 1;
    return this.#count;
  }

  add(call: LabCall): void {
    this.#calls.push(call);
    if (this.#calls.length > 2 * KEPT) this.#calls = this.#calls.slice(-KEPT);
    // At once and in order: a lab that is killed has lost nothing of it.
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(call)}\n`);
  }

  list(): readonly LabCall[] {
    return [...this.#calls.slice(-KEPT)].sort((one, other) => one.number - other.number);
  }
}
