import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { processIdentity } from './identity.ts';
import { redact } from './redact.ts';

export type { Logger } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export interface LoggerOptions {
  readonly name: string;
  readonly level?: (typeof logLevels)[number];
  readonly destination?: DestinationStream;
}

/**
 * The log of a process: one JSON object a line, on standard output. It is for operators and is no evidence; what
 * counts stands in the case log. Each line goes through `redact` as a whole, so no serialiser can leak past it.
 */
export function createLogger({ name, level = 'info', destination }: LoggerOptions): Logger {
  const { service, ...identity } = processIdentity(name);
  const options = {
    level,
    base: { service, ...identity },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
    hooks: { streamWrite: redact },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** An error with its chain of causes; not whatever else hangs on it (a driver's error may hold a connection). */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? { code: error.code } : {};
  const cause =
    error.cause === undefined || depth > 5 ? {} : { cause: describeError(error.cause, depth + 1) };
  return { type: error.name, ...code, message: error.message, stack: error.stack, ...cause };
}
