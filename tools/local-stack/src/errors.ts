export type StackErrorCode = 'stack.not-started' | 'stack.no-redis' | 'stack.not-stopped';

/** The processes of the local stack could not be started or ended. */
export class StackError extends Error {
  readonly code: StackErrorCode;
  readonly retryable = false;

  constructor(code: StackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StackError';
    this.code = code;
  }
}
