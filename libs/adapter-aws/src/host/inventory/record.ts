import type { Where } from '@afo/domain';
import type { InventoryRecord } from '@afo/ports';
import type { Operation } from '../host-calls.ts';
import type { Asked, AskedCall } from './ask.ts';

/**
 * A question and its answers as evidence: JSON of every call with its parameters, request id and answer as it came. A
 * question that was refused, or answered in part, is a record that says so in its name and in its bytes: nobody can
 * take it for "there is none".
 */
export function recordOf<K extends Operation>(asked: Asked<K>, where: Where): InventoryRecord {
  const { operation, calls, gap } = asked;
  const [only, ...more] = calls;
  const requestId = more.length === 0 ? only?.requestId : undefined;
  return {
    name: `${operation.replace(/^[^:]*:/, '')}${mark(asked)}`,
    where,
    ...(requestId === undefined ? {} : { requestId }),
    bytes: jsonBytes({
      operation,
      complete: gap === undefined,
      ...(gap === undefined ? {} : { gap }),
      calls: calls.map((call) => shown(call)),
    }),
  };
}

/** JSON as evidence holds it: times as RFC 3339, bytes as base64. */
export const jsonBytes = (value: unknown): Uint8Array =>
  new Uint8Array(Buffer.from(`${JSON.stringify(value, bytesAsBase64, 2)}\n`));

function mark<K extends Operation>({ gap, answers }: Asked<K>): string {
  if (gap === undefined) return '';
  return answers.length === 0 ? ' (failed)' : ' (partial)';
}

/** Without what the SDK adds to an answer: it is no part of what AWS said. */
function shown<K extends Operation>({ answer, ...call }: AskedCall<K>): object {
  if (answer === undefined) return call;
  return { ...call, answer: { ...answer, $metadata: undefined } };
}

const bytesAsBase64 = (_name: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
