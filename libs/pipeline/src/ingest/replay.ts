import type { Decision } from '@afo/domain';
import type { RejectedEvent } from '@afo/ports';
import { PortError } from '@afo/ports';
import type { IngestOptions, IngestPorts } from './ingest.ts';
import { ingestion } from './ingest.ts';

/** What became of one rejected event. */
export interface Replayed {
  readonly id: string;
  /** `taken`: it was understood now and waits no longer. `rejected`: still not; it goes on waiting. */
  readonly outcome: 'taken' | 'rejected' | 'damaged';
  readonly reason: string;
  readonly decisions: readonly Decision[];
}

export interface ReplayOptions extends IngestOptions {
  /** Only these; all that wait when it is left out. */
  readonly ids?: readonly string[];
}

/**
 * Gives rejected events to the front door again: after an update of the product, of the playbook, or of what the stack
 * knows. What is taken now stops waiting; it is never deleted. Safe to run twice at once, since taking is idempotent.
 */
export async function replayRejected(
  ports: IngestPorts,
  options: ReplayOptions,
): Promise<readonly Replayed[]> {
  const wanted = options.ids === undefined ? undefined : new Set(options.ids);
  const waiting = await ports.rejected.list();
  const unknown = [...(wanted ?? [])].filter((id) => !waiting.some((event) => event.id === id));
  if (unknown.length > 0)
    throw new PortError(
      'rejected-events.not-found',
      `no rejected event waits under ${unknown.length} of the given ids`,
    );
  const results: Replayed[] = [];
  for (const event of waiting.filter(({ id }) => wanted?.has(id) ?? true))
    results.push(await replay(ports, event, options));
  return results;
}

async function replay(
  ports: IngestPorts,
  event: RejectedEvent,
  options: ReplayOptions,
): Promise<Replayed> {
  let raw: Uint8Array;
  try {
    raw = await ports.rejected.read(event.id);
  } catch (error) {
    if (!(error instanceof PortError && error.code === 'rejected-events.damaged')) throw error;
    return { id: event.id, outcome: 'damaged', reason: error.message, decisions: [] };
  }
  const { decisions, rejected } = await ingestion(withoutKeeping(ports), options)(raw);
  const [still] = rejected;
  if (still !== undefined)
    return {
      id: event.id,
      outcome: 'rejected',
      reason: `${still.code}: ${still.reason}`,
      decisions,
    };
  if (options.dryRun !== true) await ports.rejected.settle(event.id);
  return { id: event.id, outcome: 'taken', reason: 'it was understood', decisions };
}

/** What is rejected again waits already: it is not kept a second time under another reason. */
const withoutKeeping = (ports: IngestPorts): IngestPorts => ({
  ...ports,
  rejected: {
    keep: () => Promise.resolve(''),
    list: () => ports.rejected.list(),
    read: (id) => ports.rejected.read(id),
    settle: (id) => ports.rejected.settle(id),
  },
});
