import { sha256Hex } from '@afo/custody';
import type { CaseState, EntryBody, EntryDraft, EvidenceId, Sha256 } from '@afo/domain';
import { evidenceId } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { sealItem } from '../evidence/seal-item.ts';
import type { SealRequest } from '../evidence/seal-item.ts';
import { PipelineError } from '../errors.ts';
import type { CaseBook } from './case-book.ts';

/** A finding for a case, and the bytes in which it came. */
export interface AttachedFinding {
  readonly body: EntryBody<'finding.attached'>;
  readonly raw: Uint8Array;
}

/**
 * Keeps raw events as evidence, each once: their ids are reserved through the log, so no other writer can take them,
 * and a writer that died is finished by the next one that sees the same events. Says whether anything was left to do.
 * However many events there are, they cost two appends together, and one where their ids are reserved already.
 */
export async function keepEvents(
  ports: Ports,
  book: CaseBook,
  findings: readonly AttachedFinding[],
): Promise<boolean> {
  const events = new Map(findings.map((finding) => [keyOf(finding), finding]));
  const todo = [...events].filter(([key]) => book.state.steps.get(key)?.ended !== true);
  if (todo.length === 0) return false;
  await book.append((state) => reservationsFor(findings, state));
  const sealed = await Promise.all(
    todo.map(([key, finding]) => seal({ ports, book, finding, key })),
  );
  await book.append((state) => sealed.flatMap((event) => endOf(event, state)));
  return true;
}

/** True when the raw event of this digest is sealed in the case. */
export const isKept = (state: CaseState, sha256: Sha256): boolean =>
  state.steps.get(stepKeyOf(sha256))?.ended === true;

/**
 * The entries that reserve evidence ids for events which have none yet; they go into the same append as the findings.
 * `state` is the case, undefined while it is being opened.
 */
export function reservationsFor(
  findings: readonly AttachedFinding[],
  state: CaseState | undefined,
): readonly EntryDraft[] {
  const keys = new Set(findings.map(keyOf));
  const unreserved = [...keys].filter(
    (key) => (state?.steps.get(key)?.reserves ?? []).length === 0,
  );
  return unreserved.map((key, index) => ({
    type: 'step.started',
    body: {
      step: STEP,
      key,
      attempt: 1,
      reserves: [evidenceId((state?.next.evidence ?? 1) + index)],
    },
  }));
}

const STEP = 'keep-event';
// The whole digest: two events that only begin alike must not be taken for one.
const stepKeyOf = (sha256: Sha256): string => `${STEP}/${sha256}`;
const keyOf = ({ raw }: AttachedFinding): string => stepKeyOf(sha256Hex(raw));

interface Seal {
  readonly ports: Ports;
  readonly book: CaseBook;
  readonly finding: AttachedFinding;
  readonly key: string;
}

interface SealedEvent {
  readonly key: string;
  readonly item: EvidenceId;
  readonly drafts: readonly EntryDraft[];
}

/** Puts the event into the vault; what is to be entered about it comes back, to be entered with that of the others. */
async function seal({ ports, book, finding, key }: Seal): Promise<SealedEvent> {
  const [item] = book.state.steps.get(key)?.reserves ?? [];
  if (item === undefined)
    throw new PipelineError('evidence.unknown-item', `no evidence id was reserved for ${key}`);
  const drafts: EntryDraft[] = [];
  const record = (...more: readonly EntryDraft[]): Promise<void> => {
    drafts.push(...more);
    return Promise.resolve();
  };
  await sealItem({ ports, book, record }, requestOf(ports, finding, item));
  return { key, item, drafts };
}

/** Another writer may have sealed the same event meanwhile; it is sealed once. */
function endOf({ key, item, drafts }: SealedEvent, state: CaseState): readonly EntryDraft[] {
  const sealed = state.items.get(item)?.sealed === undefined ? drafts : [];
  const ended = state.steps.get(key)?.ended === true;
  return ended
    ? sealed
    : [...sealed, { type: 'step.succeeded', body: { step: STEP, key, attempt: 1, item } }];
}

const requestOf = (
  ports: Ports,
  { body, raw }: AttachedFinding,
  item: EvidenceId,
): SealRequest => ({
  item,
  kind: 'finding',
  title: `Raw event: ${body.title}`.slice(0, 1024).toWellFormed(),
  name: 'event.json',
  format: 'json',
  compress: false,
  content: raw,
  facts: { product: body.product, format: body.format, findingIds: body.findingIds },
  tool: { name: ports.actor.name, version: ports.actor.version ?? '0' },
  limits: [],
});
