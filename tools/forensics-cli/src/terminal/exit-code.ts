/** What the exit status of every command means (docs/guides/operator.md); `verify` keeps to docs/spec/bundle.md §4. */
export const ExitCode = {
  done: 0,
  /** The command failed, or a verification found tampering. */
  failed: 1,
  /** Wrong usage, or an input that cannot be read as what it should be. */
  usage: 2,
  /** Done, but something is missing, skipped or failed on the way, and the output says what. */
  partial: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
