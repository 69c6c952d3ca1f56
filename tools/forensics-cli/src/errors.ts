import { AfoError } from '@afo/domain';

export type CliErrorCode =
  | 'cli.usage'
  | 'cli.no-such-case'
  | 'cli.ambiguous-case'
  | 'cli.no-such-file'
  | 'cli.exists'
  | 'cli.child-failed';

/** The command line was used in a way that cannot work; the message says what to do instead. */
export class CliError extends AfoError<CliErrorCode> {}
