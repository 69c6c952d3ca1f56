import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { RuntimeError } from './errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from the environment, once, by a schema. Every fault is told at once and by the name of its
 * variable; what the variable held is not, since it may be a secret. An empty variable counts as none.
 * @throws RuntimeError `runtime.bad-config`
 */
export function readSettings<T>(schema: z.ZodType<T>, environment: Environment): T {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join('.') || 'settings'}: ${message}`,
  );
  throw new RuntimeError(
    'runtime.bad-config',
    `this process cannot start as it is configured:\n${faults.join('\n')}`,
  );
}

/**
 * A secret out of a file that only its owner can read; a line feed at its end is not part of it.
 * @throws RuntimeError `runtime.bad-config`
 */
export function readSecret(variable: string, file: string): string {
  try {
    if ((statSync(file).mode & 0o077) !== 0)
      throw new RuntimeError('runtime.bad-config', `${variable}: others may read it; chmod 600 it`);
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof RuntimeError) throw error;
    throw new RuntimeError('runtime.bad-config', `${variable}: the file cannot be read`, {
      cause: error,
    });
  }
}
