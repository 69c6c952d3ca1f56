import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Longest time for an orderly end, milliseconds. */
const GRACE_MS = 35_000;

/** Asks a child to end, waits for it, and ends it where it does not. */
export async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(hard);
}
