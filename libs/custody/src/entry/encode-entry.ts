import { entrySchema, MAX_ENTRY_BYTES } from '@afo/domain';
import type { Entry } from '@afo/domain';

import { CustodyError } from '../errors.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * The line of an entry as it is hashed and kept: canonical JSON without a line feed (docs/spec/case-log.md).
 * @throws {CustodyError} `custody.invalid-entry`, `custody.not-json`, `custody.entry-too-large`
 */
export function encodeEntry(entry: Entry): string {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) throw invalid(parsed.error.issues);
  const line = canonicalJson(parsed.data);
  // A schema that dropped a member would put another statement into the log than the caller made.
  if (line !== canonicalJson(entry)) {
    throw new CustodyError('custody.invalid-entry', 'the entry holds members that would be lost');
  }
  const bytes = Buffer.byteLength(line);
  if (bytes > MAX_ENTRY_BYTES) {
    throw new CustodyError(
      'custody.entry-too-large',
      `an entry of ${String(bytes)} bytes; at most ${String(MAX_ENTRY_BYTES)} are allowed`,
    );
  }
  return line;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Names every fault by its place, never by its value: a value may be what must not be published. */
function invalid(issues: readonly Issue[]): CustodyError {
  const faults = issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  return new CustodyError('custody.invalid-entry', faults.join('; '));
}
