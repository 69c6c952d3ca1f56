import { join } from 'node:path';
import type { ToolRunner } from '@afo/ports';
import type { Inventory } from '../inventory/inventory.ts';
import { ContentRows, createContentTables } from './content-tables.ts';
import { readResident } from './resident.ts';
import { scan } from './scan.ts';
import { ScanPlan } from './scan-plan.ts';

export interface ContentPassRequest {
  readonly image: string;
  readonly inventory: Inventory;
  readonly scratch: string;
  readonly ruleFiles: readonly string[];
  readonly tools: ToolRunner;
  readonly signal: AbortSignal;
}

/**
 * Reads the content of every file once: kind, digests, rules that match. Everything that looks into files later asks
 * the tables that this fills, so a large disk is read one time and not by each tool. Files whose content is gone or
 * not where the file system says are noted as unreadable, never as empty.
 */
export async function readContents(request: ContentPassRequest): Promise<void> {
  const { database } = request.inventory;
  database.exec('BEGIN');
  createContentTables(database);
  const plan = new ScanPlan(request.inventory);
  const rows = new ContentRows(database);
  await Promise.all(plan.shares.map((share) => scanShare(request, { plan, rows, share })));
  await readResident(request, plan, rows);
  database.exec('COMMIT');
}

interface ShareScan {
  readonly plan: ScanPlan;
  readonly rows: ContentRows;
  readonly share: number;
}

async function scanShare(
  request: ContentPassRequest,
  { plan, rows, share }: ShareScan,
): Promise<void> {
  const ordersFile = join(request.scratch, `orders-${share}`);
  plan.writeOrders(share, ordersFile);
  for await (const answer of scan({ ...request, ordersFile, ids: plan.ids(share) })) {
    rows.add(plan.placeOf(answer.id), answer);
  }
}
