export { ReportingError } from './errors.ts';
export type { ReportingErrorCode } from './errors.ts';

export { composeReport } from './compose/compose-report.ts';
export type { ReportInput } from './compose/compose-report.ts';
export { rankDetections } from './compose/detections.ts';
export type { RankedDetection } from './compose/detections.ts';
export { TimelineDigest } from './compose/timeline-digest.ts';

export { renderPdf } from './pdf/render-pdf.ts';
export { renderHtml } from './html/render-html.ts';
export { renderJson } from './json/report-json.ts';
export { renderTimelinePicture } from './picture/svg.ts';
export { TIMELINE_COLUMNS, timelineCsvHead, timelineCsvRow } from './csv/timeline-csv.ts';
