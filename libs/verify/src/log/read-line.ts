import { MAX_ENTRY_BYTES } from '@afo/domain';
import type { Entry } from '@afo/domain';

import type { FaultCode } from '../faults.ts';
import { isCanonical } from './canonical.ts';
import { parseEntry } from './entry-schema.ts';
import type { Line } from './lines.ts';

interface ReadLine {
  readonly entry?: Entry;
  /** The entry as it stands in the line, with the members that this verifier does not know. */
  readonly json?: unknown;
  readonly unknown: readonly string[];
  readonly faults: readonly { readonly code: FaultCode; readonly message: string }[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The entry of a line, as far as it can be read, and all that is wrong with the line by itself. */
export function readLine({ bytes, whole }: Line): ReadLine {
  if (!whole) return broken('log.line', `the line is longer than ${String(MAX_ENTRY_BYTES)} bytes`);
  const value = parsed(bytes);
  if (value === undefined) return broken('log.line', 'the line is not JSON in UTF-8');
  const notCanonical = isCanonicalOrTooDeep(value.text, value.json)
    ? []
    : [
        {
          code: 'log.not-canonical',
          message: 'the line is not canonical JSON (RFC 8785)',
        } as const,
      ];
  const entry = parseEntry(value.json);
  if (entry.ok)
    return {
      entry: entry.value,
      json: value.json,
      unknown: entry.unknown,
      faults: notCanonical,
    };
  return {
    unknown: [],
    faults: [
      ...notCanonical,
      ...entry.faults.map((message) => ({ code: 'log.schema', message }) as const),
    ],
  };
}

const broken = (code: FaultCode, message: string): ReadLine => ({
  unknown: [],
  faults: [{ code, message }],
});

function parsed(bytes: Uint8Array): { readonly text: string; readonly json: unknown } | undefined {
  try {
    const text = utf8.decode(bytes);
    return { text, json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** JSON nested deeper than the stack is never an entry of ours, so it counts as not canonical. */
function isCanonicalOrTooDeep(text: string, json: unknown): boolean {
  try {
    return isCanonical(text, json);
  } catch {
    return false;
  }
}
