import { AfoError } from '@afo/domain';

export type CliErrorCode =
  | 'cli.usage'
  | 'cli.no-such-case'
  | 'cli.ambiguous-case'
  | 'cli.no-such-file'
  | 'cli.exists'
  | 'cli.cases-open'
  | 'cli.child-failed';

/** The command line was used in a way that cannot work; the message says what to do instead. */
export class CliError extends AfoError<CliErrorCode> {}

/** What a typed error of any library of the product tells; undefined for anything else. */
export function toldBy(
  error: unknown,
): Pick<AfoError, 'code' | 'message' | 'retryable'> | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('retryable' in error)) return undefined;
  const { code, message, retryable } = error;
  return typeof code === 'string' && typeof retryable === 'boolean'
    ? { code, message, retryable }
    : undefined;
}
