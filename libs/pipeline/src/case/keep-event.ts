import { sha256Hex } from '@afo/custody';
import type { EntryBody, EntryDraft, EvidenceId } from '@afo/domain';
import { evidenceId } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { sealItem } from '../evidence/seal-item.ts';
import { PipelineError } from '../errors.ts';
import type { CaseBook } from './case-book.ts';

/** A finding for a case, and the bytes in which it came. */
export interface AttachedFinding {
  readonly body: EntryBody<'finding.attached'>;
  readonly raw: Uint8Array;
}

/**
 * Keeps the raw event as evidence, once: its id is reserved through the log, so no other writer can take it, and a
 * writer that died is finished by the next one that sees the same event. Says whether anything was left to do.
 */
export async function keepEvent(
  ports: Ports,
  book: CaseBook,
  finding: AttachedFinding,
): Promise<boolean> {
  const step = {
    step: 'keep-event',
    key: `keep-event/${sha256Hex(finding.raw).slice(0, 16)}`,
    attempt: 1,
  };
  if (book.state.steps.get(step.key)?.ended === true) return false;
  await book.append((state) => {
    const reserved = state.steps.get(step.key)?.reserves ?? [];
    return reserved.length > 0
      ? []
      : [{ type: 'step.started', body: { ...step, reserves: [evidenceId(state.next.evidence)] } }];
  });
  const [item] = book.state.steps.get(step.key)?.reserves ?? [];
  if (item === undefined)
    throw new PipelineError('evidence.unknown-item', `no evidence id was reserved for ${step.key}`);
  await seal({ ports, book, finding, item });
  await book.append((state) =>
    state.steps.get(step.key)?.ended === true
      ? []
      : [{ type: 'step.succeeded', body: { ...step, item } }],
  );
  return true;
}

interface Seal {
  readonly ports: Ports;
  readonly book: CaseBook;
  readonly finding: AttachedFinding;
  readonly item: EvidenceId;
}

async function seal({ ports, book, finding, item }: Seal): Promise<void> {
  const record = async (...drafts: readonly EntryDraft[]): Promise<void> => {
    // Another writer may have sealed the same event meanwhile; it is sealed once.
    await book.append((state) => (state.items.get(item)?.sealed === undefined ? drafts : []));
  };
  await sealItem(
    { ports, book, record },
    {
      item,
      kind: 'finding',
      title: `Raw event: ${finding.body.title}`.slice(0, 1024),
      name: 'event.json',
      format: 'json',
      compress: false,
      content: finding.raw,
      facts: {
        product: finding.body.product,
        format: finding.body.format,
        findingIds: finding.body.findingIds,
      },
      tool: { name: ports.actor.name, version: ports.actor.version ?? '0' },
      limits: [],
    },
  );
}
