import { isAfoError } from './errors.ts';

/** How a failure stands in the case log. */
export interface PublishedFailure {
  readonly code: string;
  readonly cause: string;
  readonly retryable: boolean;
}

/** What an entry can hold of a cause. */
const MOST_CHARACTERS = 4_000;

/** Messages of typed errors are safe to publish; of anything else only the kind is told (F-62, F-46). */
export function publishedFailure(error: unknown): PublishedFailure {
  if (isAfoError(error))
    return {
      code: error.code,
      cause: error.message.slice(0, MOST_CHARACTERS) || error.code,
      retryable: error.retryable,
    };
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: 'step.unexpected',
    cause: `an unexpected error (${kind}); the log of the program has the details`,
    retryable: true,
  };
}
