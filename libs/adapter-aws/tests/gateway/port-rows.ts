import { DESK_ROWS } from './desk-rows.ts';
import { START_ROWS } from './start-rows.ts';
import { STORE_ROWS } from './store-rows.ts';
import { WORKFLOW_ROWS } from './workflow-rows.ts';
import type { Row } from './ports-under-fault.ts';

/** Every port of the forensic account, each with what shows whether it did what it says. */
export const ROWS: readonly Row[] = [...STORE_ROWS, ...WORKFLOW_ROWS, ...DESK_ROWS, ...START_ROWS];
