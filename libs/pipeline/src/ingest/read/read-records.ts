import type { Rejection, RejectionCode } from '../rejection.ts';
import { textsInside } from './envelopes.ts';
import {
  MAX_DEPTH,
  MAX_EVENT_BYTES,
  MAX_RECORD_BYTES,
  MAX_RECORDS,
  MAX_WRAPPINGS,
} from './limits.ts';
import { scanJson } from './scan-json.ts';

/** The smallest part of a delivery that came as a whole, and its bytes as they came. */
export interface RawRecord {
  readonly value: object;
  readonly raw: Uint8Array;
}

/**
 * The records of a delivery: a JSON value, an array of them, JSON Lines, and any of these inside SQS and SNS
 * envelopes. A part that cannot be read is a rejection and never takes its neighbours with it. Everything here is
 * hostile: size, depth and number are bounded before anything is built.
 */
export function readRecords(bytes: Uint8Array): readonly (RawRecord | Rejection)[] {
  if (bytes.byteLength > MAX_EVENT_BYTES)
    return [rejected('event.too-large', `more than ${String(MAX_EVENT_BYTES)} bytes`, bytes)];
  const text = decoded(bytes);
  if (text === undefined) return [rejected('event.not-utf8', 'the bytes are not UTF-8', bytes)];
  const found: (RawRecord | Rejection)[] = [];
  for (const record of readText({ text, raw: bytes, level: 0 })) {
    if (found.length === MAX_RECORDS) return [tooMany(bytes)];
    found.push(record);
  }
  return found;
}

interface Part {
  readonly text: string;
  readonly raw: Uint8Array;
  readonly level: number;
}

function* readText(part: Part): Generator<RawRecord | Rejection> {
  const { text, raw, level } = part;
  const { depth, elements } = scanJson(text);
  const value = depth > MAX_DEPTH ? undefined : parsed(text);
  if (text.trim() === '') yield rejected('event.empty', 'there is nothing in it', raw);
  else if (level > MAX_WRAPPINGS)
    yield rejected('event.too-deep', `more than ${String(MAX_WRAPPINGS)} envelopes`, raw);
  else if ((elements?.length ?? 0) > MAX_RECORDS) yield tooMany(raw);
  else if (value !== undefined) yield* readValue(value.json, part);
  else if (isLines(text)) yield* readLines(part);
  else if (depth > MAX_DEPTH)
    yield rejected('event.too-deep', `nested deeper than ${String(MAX_DEPTH)}`, raw);
  else yield rejected('event.not-json', 'neither a JSON object nor JSON Lines', raw);
}

function* readLines({ text, level }: Part): Generator<RawRecord | Rejection> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines) yield* readLine(line, level);
}

function* readLine(line: string, level: number): Generator<RawRecord | Rejection> {
  const part = { text: line, raw: Buffer.from(line), level };
  const value = scanJson(line).depth > MAX_DEPTH ? undefined : parsed(line);
  if (value !== undefined) yield* readValue(value.json, part);
  else yield rejected('event.not-json', 'a line that is not JSON, or nested too deep', part.raw);
}

function* readValue(value: unknown, part: Part): Generator<RawRecord | Rejection> {
  const inside = textsInside(value);
  if (typeof value !== 'object' || value === null)
    yield rejected('event.unknown-format', 'a record that is not an object', part.raw);
  else if (Array.isArray(value)) yield* readElements(value, part);
  else if (inside !== undefined) yield* readInside(inside, part);
  else if (part.raw.byteLength > MAX_RECORD_BYTES)
    yield rejected(
      'event.too-large',
      `a record of more than ${String(MAX_RECORD_BYTES)} bytes`,
      part.raw,
    );
  else yield { value, raw: part.raw };
}

function* readElements(values: readonly unknown[], part: Part): Generator<RawRecord | Rejection> {
  if (values.length === 0) yield rejected('event.empty', 'an empty array', part.raw);
  const spans = scanJson(part.text).elements ?? [];
  for (const [index, value] of values.entries()) {
    const text = part.text.slice(...(spans[index] ?? [0, 0]));
    yield* readValue(value, { text, raw: Buffer.from(text), level: part.level });
  }
}

function* readInside(
  texts: readonly (string | undefined)[],
  part: Part,
): Generator<RawRecord | Rejection> {
  for (const text of texts) {
    if (text === undefined)
      yield rejected(
        'event.unknown-format',
        'an envelope with a member that holds no message',
        part.raw,
      );
    // Bytes of text with a lone surrogate would not be the text; the envelope is kept in its place.
    else
      yield* readText({
        text,
        raw: text.isWellFormed() ? Buffer.from(text) : part.raw,
        level: part.level + 1,
      });
  }
}

/** JSON Lines have several lines, of which at least one is a whole object, and do not begin like a broken document. */
function isLines(text: string): boolean {
  const [first = '', ...others] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (others.length === 0 || /^[[{]$/.test(first)) return false;
  if (first.startsWith('[') && parsed(first) === undefined) return false;
  return [first, ...others].some(
    (line) => scanJson(line).depth <= MAX_DEPTH && parsed(line) !== undefined,
  );
}

function parsed(text: string): { readonly json: object } | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { json } : undefined;
  } catch {
    return undefined;
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const tooMany = (raw: Uint8Array): Rejection =>
  rejected('event.too-many-records', `more than ${String(MAX_RECORDS)} records`, raw);

const rejected = (code: RejectionCode, reason: string, raw: Uint8Array): Rejection => ({
  code,
  reason,
  findingIds: [],
  raw,
});
