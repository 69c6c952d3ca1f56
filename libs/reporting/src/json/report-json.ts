import type { Report } from '@afo/domain';
import { reportSchema } from '@afo/domain';

/** The JSON twin, readable and complete. @throws ZodError when the report breaks its own published schema */
export const renderJson = (report: Report): string =>
  `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`;
