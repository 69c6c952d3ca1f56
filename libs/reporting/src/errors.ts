import { AfoError } from '@afo/domain';

export type ReportingErrorCode = 'report.no-case' | 'report.typeface';

/** A report cannot be composed or rendered. */
export class ReportingError extends AfoError<ReportingErrorCode> {}
