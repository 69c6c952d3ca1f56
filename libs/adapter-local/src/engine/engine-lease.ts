import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortError } from '@afo/ports';

export interface EngineLease {
  release(): void;
}

/** How often the lease is tried for while another process holds it, in milliseconds. */
const AGAIN = 250;

/**
 * Waits until this process is the only engine of a data folder. The lease is a lock of the operating system on a file
 * (SQLite's exclusive lock), so it ends with the process that held it, however that ended: no stale lock, no pid to
 * believe in. `onWait` is called once when another engine is at work.
 * @throws the signal's reason when it is aborted first
 */
export async function engineLease(
  file: string,
  options: { readonly signal: AbortSignal; readonly onWait?: () => void },
): Promise<EngineLease> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let waited = false;
  for (;;) {
    options.signal.throwIfAborted();
    const lease = tryLease(file);
    if (lease !== undefined) return lease;
    if (!waited) options.onWait?.();
    waited = true;
    await sleep(AGAIN, undefined, { signal: options.signal });
  }
}

function tryLease(file: string): EngineLease | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return {
      release: () => {
        database.close();
      },
    };
  } catch (error) {
    database.close();
    if (error instanceof Error && error.message.includes('locked')) return undefined;
    throw new PortError('case-log.unavailable', `the engine's lease ${file} cannot be used`, {
      cause: error,
    });
  }
}
