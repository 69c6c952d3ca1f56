import type { CaseId } from '@afo/domain';
import type { CaseSummary, Ports } from '@afo/ports';

/** What stands against taking a deployment away. */
export interface OpenMatters {
  readonly open: readonly CaseId[];
  /** Closed cases whose evidence is under a legal hold. */
  readonly held: readonly CaseId[];
}

const PAGE = 500;

/** Looks at every case of the log, and at the holds of each closed one, as the vault itself knows them. */
export async function openMatters({
  log,
  vault,
}: Pick<Ports, 'log' | 'vault'>): Promise<OpenMatters> {
  const open: CaseId[] = [];
  const held: CaseId[] = [];
  for await (const { id, status } of everyCase(log))
    if (status === 'open') open.push(id);
    else if (await isHeld(vault, id)) held.push(id);
  return { open, held };
}

async function* everyCase(log: Ports['log']): AsyncGenerator<CaseSummary> {
  let page: readonly CaseSummary[] = [];
  do {
    const last = page.at(-1);
    page = await log.list({ limit: PAGE, ...(last === undefined ? {} : { after: last.id }) });
    yield* page;
  } while (page.length === PAGE);
}

/** Any object of it will do: not all of them need to have been let go. */
async function isHeld(vault: Ports['vault'], id: CaseId): Promise<boolean> {
  for await (const { key } of vault.inventory(id))
    if ((await vault.retention(key)).legalHold) return true;
  return false;
}
