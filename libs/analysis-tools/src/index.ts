export { AnalysisError } from './errors.ts';
export type { AnalysisErrorCode } from './errors.ts';
export { diskTools } from './registry.ts';
export type { DiskToolOptions } from './registry.ts';
