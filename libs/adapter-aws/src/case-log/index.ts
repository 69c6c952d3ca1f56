export { DynamoCaseLog } from './dynamo-case-log.ts';
export { createCaseLogTables } from './tables.ts';
export type { CaseLogTables } from './tables.ts';
