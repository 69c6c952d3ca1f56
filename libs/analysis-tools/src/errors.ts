import { AfoError } from '@afo/domain';

export type AnalysisErrorCode =
  | 'analysis.output-not-understood'
  | 'analysis.output-cut-off'
  | 'analysis.program-refused'
  | 'analysis.no-file-system'
  | 'analysis.content-unreadable'
  | 'analysis.rules-invalid';

/** A tool could not give results to rely on. */
export class AnalysisError extends AfoError<AnalysisErrorCode> {}
