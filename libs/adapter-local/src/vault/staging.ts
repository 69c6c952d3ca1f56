import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from './disk-error.ts';

const NAME = /^([A-Za-z0-9.-]+)_(\d+)_(\d+)_[0-9a-f-]{36}\.part$/;

/** A fresh name for a file in the making. It says who writes it, so that a sweep spares the living. */
export const stagingName = (): string =>
  `${host()}_${String(process.pid)}_${String(startOf(process.pid) ?? 0)}_${randomUUID()}.part`;

/**
 * Removes files whose writer died and that nobody has touched for so long. A writer of this machine that still runs
 * keeps its files however slow it is; of another machine (a shared folder) only the age speaks.
 */
export async function sweepStaging(folder: string, olderThanMs: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const age = await ageOf(path);
    if (age === undefined || age < olderThanMs || isAlive(name)) continue;
    await unlink(path);
    removed += 1;
  }
  return removed;
}

async function ageOf(path: string): Promise<number | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return Date.now() - mtimeMs;
  } catch (error) {
    // Its writer has just committed or aborted it.
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(name: string): boolean {
  const [, owner, pid, start] = NAME.exec(name) ?? [];
  if (owner !== host() || pid === undefined) return false;
  return String(startOf(Number(pid)) ?? 'dead') === start;
}

const host = (): string => hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-') || 'host';

/** When a process began, in clock ticks since the machine did: a number that was used again begins later. */
function startOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the name in brackets and may hold anything; field 22 counts from the last bracket.
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}
