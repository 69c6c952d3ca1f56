/**
 * The base of every typed error of the product.
 *
 * `code` is stable and documented in docs/reference/errors.md; `message` is safe to publish: it names no
 * credential and quotes no evidence bytes. `retryable` says whether the same call may succeed later.
 */
export abstract class AfoError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly retryable: boolean;

  constructor(code: Code, message: string, options: AfoErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** True for an error of ours: its code is stable and its message safe to publish. */
export const isAfoError = (error: unknown): error is AfoError => error instanceof AfoError;

export interface AfoErrorOptions {
  readonly cause?: unknown;
  readonly retryable?: boolean;
}

export type DomainErrorCode = 'domain.illegal-entry';

/** Something contradicts the rules of the domain: an entry that cannot follow the log so far. */
export class DomainError extends AfoError<DomainErrorCode> {}
