import { sha256Hex } from '@afo/custody';
import type { EntryDraft, EvidenceId } from '@afo/domain';
import type { InventoryRecord } from '@afo/ports';
import { sealItem } from '../evidence/seal-item.ts';
import type { SealContext } from '../evidence/seal-item.ts';
import type { StepContext, StepHandler } from '../step/step.ts';

/**
 * Before anything is changed: what the control plane says of the subject, kept as evidence answer by answer (TRI-3),
 * and per technique whether it is possible here, and why (TRI-4). A stack that knows nothing of the subject says so.
 */
export const triage: StepHandler = async (context) => {
  const { ports, book } = context;
  const { subject } = book.state.opened;
  const records = await ports.host.inventory(subject);
  const items = await context.reserve(records.length);
  for (const [index, record] of records.entries()) {
    const item = items[index];
    if (item !== undefined) await keep(context, item, record);
  }
  const techniques = await ports.host.preflight(subject);
  await context.record({ type: 'preflight.recorded', body: { techniques: [...techniques] } });
  return { status: 'succeeded', facts: { answers: records.length, techniques: techniques.length } };
};

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
