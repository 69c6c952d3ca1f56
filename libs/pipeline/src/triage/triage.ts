import type { EntryDraft, EvidenceId } from '@afo/domain';
import type { InventoryRecord } from '@afo/ports';
import { sealItem } from '../evidence/seal-item.ts';
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

async function keep(
  context: StepContext,
  item: EvidenceId,
  record: InventoryRecord,
): Promise<void> {
  const known = context.book.state.items.get(item)?.sealed !== undefined;
  const sealed = await sealItem(context, {
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
    tool: { name: context.ports.actor.name, version: context.ports.actor.version ?? '0' },
    limits: [],
  });
  if (known) return;
  const facts = { name: record.name, requestId: record.requestId ?? null };
  const entry: EntryDraft = {
    type: 'inventory.recorded',
    body: { item, sha256: sealed.sha256, bytes: sealed.bytes, facts },
  };
  await context.record(entry);
}
