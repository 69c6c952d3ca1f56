import { readFile } from 'node:fs/promises';
import { kill } from 'node:process';

/** A process by its number and the moment it began: numbers are given again, the two together are not. */
export interface ProcessName {
  readonly pid: number;
  /** Clock ticks since the machine started, as the kernel says it. */
  readonly begun: string;
}

/** The running process with that number; undefined when there is none. */
export async function processOf(pid: number): Promise<ProcessName | undefined> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything; proc(5) counts on behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, begun] = [fields[0], fields[19]];
    return begun === undefined || state === 'Z' ? undefined : { pid, begun };
  } catch {
    return undefined;
  }
}

export const isAlive = async ({ pid, begun }: ProcessName): Promise<boolean> =>
  (await processOf(pid))?.begun === begun;

/** Sends a signal to exactly this process; false when it has ended already. */
export async function signalTo(name: ProcessName, signal: NodeJS.Signals): Promise<boolean> {
  if (!(await isAlive(name))) return false;
  try {
    kill(name.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Asks a process to end and makes it end after `graceMs`. */
export async function endProcess(name: ProcessName, graceMs: number): Promise<void> {
  await signalTo(name, 'SIGTERM');
  if (await endsWithin(name, graceMs)) return;
  await signalTo(name, 'SIGKILL');
  await endsWithin(name, 5000);
}

export async function endsWithin(name: ProcessName, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (await isAlive(name)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}
