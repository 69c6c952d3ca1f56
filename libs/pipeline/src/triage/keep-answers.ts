import { sha256Hex } from '@afo/custody';
import type { EntryDraft, EvidenceId } from '@afo/domain';
import type { InventoryRecord } from '@afo/ports';
import { sealItem } from '../evidence/seal-item.ts';
import type { SealContext } from '../evidence/seal-item.ts';
import type { StepContext } from '../step/step.ts';

/**
 * Keeps answers of a control plane as evidence, each an item of its own; their ids, in the order given. A replay keeps
 * what an earlier attempt has sealed, unless they are asked `anew`: then these answers get ids of their own.
 */
export async function keepAnswers(
  context: StepContext,
  records: readonly InventoryRecord[],
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<readonly EvidenceId[]> {
  const kept = anew ? sealedBefore(context) : 0;
  const items = (await context.reserve(kept + records.length)).slice(kept);
  for (const [index, record] of records.entries()) {
    const item = items[index];
    if (item !== undefined) await keep(context, item, record);
  }
  return items;
}

function sealedBefore({ book, task }: StepContext): number {
  const reserves = book.state.steps.get(task.key)?.reserves ?? [];
  return reserves.findLastIndex((item) => book.state.items.get(item)?.sealed !== undefined) + 1;
}

/** The answer is sealed and entered in one act: whoever dies in between would leave it out of the log for good. */
async function keep(
  context: StepContext,
  item: EvidenceId,
  record: InventoryRecord,
): Promise<void> {
  const { ports, book } = context;
  const asOne: SealContext = {
    ports,
    book,
    record: (...drafts) => context.record(...drafts, recordedOf(item, record)),
  };
  await sealItem(asOne, {
    item,
    kind: 'inventory',
    title: `Inventory: ${record.name}`,
    name: 'answer.json',
    format: 'json',
    compress: false,
    content: record.bytes,
    where: record.where,
    facts: {
      name: record.name,
      ...(record.requestId === undefined ? {} : { requestId: record.requestId }),
    },
    tool: { name: ports.actor.name, version: ports.actor.version ?? '0' },
    limits: [],
  });
}

const recordedOf = (
  item: EvidenceId,
  { name, requestId, bytes }: InventoryRecord,
): EntryDraft<'inventory.recorded'> => ({
  type: 'inventory.recorded',
  body: {
    item,
    sha256: sha256Hex(bytes),
    bytes: bytes.byteLength,
    facts: { name, requestId: requestId ?? null },
  },
});
