import type { Logger } from './logger.ts';

/** A problem that goes on is told again after so long, in milliseconds, with how often it came meanwhile. */
const AGAIN = 30_000;
const REMEMBERED = 200;

/**
 * Tells of problems that are survived and tried again, without filling the log: a Redis that is down for an hour is a
 * hundred lines and not a million.
 */
export function problemLog(log: Logger): (error: unknown, facts?: object) => void {
  const told = new Map<string, { at: number; since: number }>();
  return (error, facts = {}) => {
    const what = error instanceof Error ? `${error.name} ${error.message}` : String(error);
    const before = told.get(what);
    const now = performance.now();
    if (before !== undefined && now - before.at < AGAIN) {
      before.since += 1;
      return;
    }
    const oldest = told.keys().next();
    if (told.size >= REMEMBERED && oldest.done !== true) told.delete(oldest.value);
    told.set(what, { at: now, since: 0 });
    const repeated = before === undefined || before.since === 0 ? {} : { repeated: before.since };
    log.warn({ ...facts, ...repeated, err: error }, 'a problem that is tried again');
  };
}
