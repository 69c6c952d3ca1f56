export type RuntimeErrorCode = 'runtime.bad-config' | 'runtime.lease-unusable';

/** A process cannot be started as it was configured. Same shape as the product's other errors (code, retryable). */
export class RuntimeError extends Error {
  readonly code: RuntimeErrorCode;
  readonly retryable = false;

  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RuntimeError';
    this.code = code;
  }
}
