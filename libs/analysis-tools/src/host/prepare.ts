import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnalysisRequest } from '@afo/ports';
import { readContents } from '../content/content-pass.ts';
import { judgeDeleted } from '../deleted/recoverable.ts';
import { buildInventory } from '../inventory/build-inventory.ts';
import { Inventory } from '../inventory/inventory.ts';
import { FileReader } from './file-reader.ts';
import { placeMounts } from './mounts.ts';
import { indexPackages } from './packages.ts';
import { PathResolver } from './path-resolver.ts';

/** Programs that the preparation runs; every tool that rests on it names them. */
export const preparingPrograms = ['fiwalk', 'fls', 'icat', 'blkls', 'node'] as const;

/**
 * Makes the database that the tools for hosts share, once for a working copy, in its scratch folder: the listing, what
 * may be recovered, the facts about every content, and what belongs to packages. Gives the path of the database.
 */
export async function prepareHost(
  request: AnalysisRequest,
  ruleFiles: readonly string[],
): Promise<string> {
  const { scratch } = request.copy;
  const finished = join(scratch, 'host.sqlite');
  if (existsSync(finished)) return finished;
  // A folder of its own: what a failed preparation has left must not be in the way of the next.
  const work = await mkdtemp(join(scratch, 'preparation-'));
  const database = join(work, 'host.sqlite');
  const { tools, signal } = request;
  const image = request.copy.path;
  await buildInventory({ image, database, tools, signal });
  const inventory = new Inventory(database);
  const reader = new FileReader({ image, inventory, tools, signal });
  try {
    await placeMounts({ image, inventory, reader });
    await judgeDeleted({ image, inventory, tools, signal });
    await readContents({ image, inventory, scratch: work, ruleFiles, tools, signal });
    await indexPackages({ inventory, reader, resolver: new PathResolver(inventory) });
  } finally {
    reader[Symbol.dispose]();
    inventory[Symbol.dispose]();
  }
  await rename(database, finished);
  await rm(work, { recursive: true });
  return finished;
}
