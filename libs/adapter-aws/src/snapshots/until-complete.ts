import { PortError } from '@afo/ports';
import type { HostCalls } from '../host/host-calls.ts';
import { askUntil } from './patience.ts';
import type { Waiting } from './patience.ts';
import { snapshotById } from './snapshot-desk.ts';
import type { SnapshotFacts } from './snapshot-facts.ts';

export interface CompleteWait extends Waiting {
  readonly calls: HostCalls;
  readonly snapshot: string;
  /** True for a copy: the next attempt makes another when this one has failed or is gone. */
  readonly canBeMadeAgain: boolean;
  readonly progress: (detail: string) => void;
}

/**
 * Waits until a snapshot is complete.
 * @throws PortError `source.failed` at once when it never will be, `source.not-found` when it is gone,
 * `source.not-ready` (retryable) when the time is over
 */
export async function untilComplete(wait: CompleteWait): Promise<SnapshotFacts> {
  const { snapshot, patience } = wait;
  // Just made, it may not be known everywhere: EC2 is eventually consistent.
  await askUntil(wait, patience.visibleMs, () => bearing(() => snapshotById(wait.calls, snapshot)));
  const seen: { last?: SnapshotFacts | PortError | undefined } = {};
  const complete = await askUntil(wait, patience.completeMs, async () => {
    seen.last = await look(wait);
    return seen.last instanceof PortError ? undefined : seen.last;
  });
  if (complete !== undefined) return complete;
  const hours = (patience.completeMs / 3_600_000).toFixed(1);
  const why = seen.last instanceof PortError ? `: the last look failed (${seen.last.code})` : '';
  throw new PortError(
    'source.not-ready',
    `${snapshot} is not complete after ${hours} hours${why}`,
    {
      retryable: true,
    },
  );
}

async function look({
  calls,
  snapshot,
  canBeMadeAgain: retryable,
  progress,
}: CompleteWait): Promise<SnapshotFacts | PortError | undefined> {
  const facts = await bearing(() => snapshotById(calls, snapshot));
  if (facts instanceof PortError) return facts;
  if (facts === undefined)
    throw new PortError('source.not-found', `${snapshot} is gone: there is no such snapshot`, {
      retryable,
    });
  switch (facts.state) {
    case 'completed':
      return facts;
    case 'pending':
    case 'recovering':
      progress(`waits for ${snapshot}: ${facts.state} ${facts.progress}`.trimEnd());
      return undefined;
    case 'error':
      throw new PortError(
        'source.failed',
        `${snapshot} ended in error: ${facts.message || 'AWS says no reason'}`,
        { retryable },
      );
    case 'recoverable':
      throw new PortError('source.failed', `${snapshot} was deleted and lies in the recycle bin`, {
        retryable,
      });
  }
}

/** What passes by itself is borne while there is time: it does not end a wait of hours. */
async function bearing<T>(ask: () => Promise<T>): Promise<T | PortError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PortError && error.retryable) return error;
    throw error;
  }
}
