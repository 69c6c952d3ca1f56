import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { RuntimeError } from './errors.ts';

/** The right to be the only one of something on this machine, for as long as this process lives or until `release`. */
export interface Lease {
  release(): void;
}

/** How often the lease is tried for while another process holds it, in milliseconds. */
const AGAIN = 250;

/**
 * Takes the lease when nobody has it. It is a lock of the operating system on a file (SQLite's exclusive lock), so it
 * ends with the process that held it, however that ended: no stale lock, no pid to believe in.
 * @throws RuntimeError `runtime.lease-unusable`
 */
export function tryLease(file: string): Lease | undefined {
  const database = open(file);
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
    throw unusable(file, error);
  }
}

/**
 * Waits for the lease. `onWait` is called once when another process has it.
 * @throws the signal's reason when it is aborted first
 */
export async function takeLease(
  file: string,
  options: { readonly signal: AbortSignal; readonly onWait?: () => void },
): Promise<Lease> {
  for (let tries = 0; ; tries += 1) {
    options.signal.throwIfAborted();
    const lease = tryLease(file);
    if (lease !== undefined) return lease;
    if (tries === 0) options.onWait?.();
    await sleep(AGAIN, undefined, { signal: options.signal });
  }
}

function open(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw unusable(file, error);
  }
}

const unusable = (file: string, cause: unknown): RuntimeError =>
  new RuntimeError(
    'runtime.lease-unusable',
    `the lock ${file} cannot be used; who may write there?`,
    {
      cause,
    },
  );
