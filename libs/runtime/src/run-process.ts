import { z } from 'zod';
import type { Logger } from './logger.ts';
import { createLogger, logLevels } from './logger.ts';
import { readSettings } from './settings.ts';

/** What a process gets to live by. */
export interface ProcessLife {
  readonly log: Logger;
  /** Aborted when the process is asked to end: by a signal, or by the death of whoever supervises it. */
  readonly signal: AbortSignal;
  /** Tells supervisor and log that work can begin, and where. */
  ready(facts?: Readonly<Record<string, string | number>>): void;
}

/** How long an orderly end may take before the process ends all the same, in milliseconds. */
const LAST_CALL = 30_000;

const settings = z.object({ AFO_LOG_LEVEL: z.enum(logLevels).default('info') });

/**
 * Runs a process from its start to its orderly end: `work` begins, says that it is ready, and resolves some time after
 * `signal` is aborted. Whatever goes wrong is in the log, and the exit status is not 0: nothing dies in silence.
 */
export async function runProcess(
  name: string,
  work: (life: ProcessLife) => Promise<void>,
): Promise<void> {
  const log = configuredLog(name);
  if (log === undefined) return;
  dieLoudly(log);
  const end = new AbortController();
  listenForTheEnd(end, log);
  try {
    await work({
      log,
      signal: end.signal,
      ready: (facts = {}) => {
        log.info(facts, 'ready');
        process.send?.({ ready: facts });
      },
    });
    log.info('ended');
  } catch (error) {
    log.error({ err: error }, 'ended by an error');
    process.exitCode = 1;
  }
  if (process.connected) process.disconnect();
}

/** Undefined where even the log is configured wrongly; that is told, and ends the process. */
function configuredLog(name: string): Logger | undefined {
  try {
    return createLogger({ name, level: readSettings(settings, process.env).AFO_LOG_LEVEL });
  } catch (error) {
    createLogger({ name }).error({ err: error }, 'ended by an error');
    process.exitCode = 1;
    return undefined;
  }
}

function listenForTheEnd(end: AbortController, log: Logger): void {
  const ask = (why: string): void => {
    // Whoever asks twice means now.
    if (end.signal.aborted) process.exit(130);
    log.info({ why }, 'asked to end');
    end.abort(new Error(`asked to end: ${why}`));
    setTimeout(() => {
      log.error('an orderly end took too long');
      process.exit(1);
    }, LAST_CALL).unref();
  };
  process.on('SIGTERM', () => {
    ask('SIGTERM');
  });
  process.on('SIGINT', () => {
    ask('SIGINT');
  });
  // Only a supervised process has a channel; it closes when the supervisor dies.
  if (process.connected)
    process.once('disconnect', () => {
      if (!end.signal.aborted) ask('the supervisor is gone');
    });
}

function dieLoudly(log: Logger): void {
  const die = (error: unknown): void => {
    log.fatal({ err: error }, 'a fault that nobody caught');
    process.exit(70);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}
