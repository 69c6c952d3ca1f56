import { z } from 'zod';
import { PipelineError } from '../errors.ts';
import { isAsff, readAsff } from './formats/asff.ts';
import type { Delivered } from './formats/event-bridge.ts';
import { deliveredIn } from './formats/event-bridge.ts';
import { isGuardDuty, readGuardDuty } from './formats/guardduty.ts';
import { isOcsf, readOcsf } from './formats/ocsf.ts';
import type { ReceivedFinding } from './formats/received.ts';
import { isWebhook, readWebhook } from './formats/webhook.ts';
import { MAX_FINDINGS } from './read/limits.ts';
import type { RawRecord } from './read/read-records.ts';
import { readRecords } from './read/read-records.ts';
import type { Rejection, RejectionCode } from './rejection.ts';
import { rejectionCodes } from './rejection.ts';
import { told } from './text.ts';

/** What an event held: findings in our words, and what could not be taken, each with its bytes. */
export interface ParsedEvent {
  readonly findings: readonly ReceivedFinding[];
  readonly rejections: readonly Rejection[];
}

/**
 * Reads findings from the bytes of a delivery, in whatever of the known formats (docs/guides/findings.md). Never
 * throws: what cannot be read is a rejection with its code, reason and bytes, and one bad record never takes others
 * with it (ING-6).
 */
export function parseEvent(bytes: Uint8Array): ParsedEvent {
  const records = guarded(() => readRecords(bytes), bytes);
  const findings: ReceivedFinding[] = [];
  const rejections: Rejection[] = [];
  for (const record of isRejection(records) ? [records] : records) {
    if (isRejection(record)) {
      rejections.push(record);
      continue;
    }
    for (const outcome of readRecord(record)) {
      if (isRejection(outcome)) rejections.push(outcome);
      else {
        findings.push(outcome);
        rejections.push(
          ...outcome.faults.map((fault) => rejectionOf(fault, record.raw, [outcome.finding.id])),
        );
      }
    }
  }
  return { findings, rejections };
}

function readRecord({ value, raw }: RawRecord): readonly (ReceivedFinding | Rejection)[] {
  const delivered = guarded(() => bounded(deliveredIn(value)), raw);
  if (isRejection(delivered)) return [delivered];
  return delivered.map((one) => {
    const outcome = guarded(() => readFinding(one, raw), raw);
    return isRejection(outcome) ? { ...outcome, findingIds: idsIn(one.value) } : outcome;
  });
}

function bounded(delivered: readonly Delivered[]): readonly Delivered[] {
  if (delivered.length <= MAX_FINDINGS) return delivered;
  throw new PipelineError(
    'event.too-many-records',
    `more than ${String(MAX_FINDINGS)} findings in one event`,
  );
}

function readFinding({ value, action }: Delivered, raw: Uint8Array): ReceivedFinding {
  if (typeof value !== 'object' || value === null)
    throw new PipelineError('finding.malformed', 'a finding that is not an object');
  if (isOcsf(value)) return readOcsf(value, raw);
  if (isAsff(value)) return readAsff(value, raw, action);
  if (isGuardDuty(value)) return readGuardDuty(value, raw);
  if (isWebhook(value)) return readWebhook(value, raw);
  throw new PipelineError(
    'event.unknown-format',
    'neither ASFF, GuardDuty, OCSF nor the webhook format',
  );
}

/** The one place at which a refusal becomes a value; anything unexpected is kept and told like a refusal. */
function guarded<T extends object>(read: () => T, raw: Uint8Array): T | Rejection {
  try {
    return read();
  } catch (error) {
    return rejectionOf(error, raw, []);
  }
}

function rejectionOf(error: unknown, raw: Uint8Array, findingIds: readonly string[]): Rejection {
  if (error instanceof PipelineError && isRejectionCode(error.code))
    return { code: error.code, reason: error.message, findingIds, raw };
  const kind = error instanceof Error ? error.name : typeof error;
  return { code: 'finding.unreadable', reason: `an unexpected error (${kind})`, findingIds, raw };
}

const isRejectionCode = (code: string): code is RejectionCode =>
  rejectionCodes.some((known) => known === code);

const isRejection = (value: object): value is Rejection => 'code' in value && 'reason' in value;

const withId = z.object({
  Id: z.unknown().optional(),
  id: z.unknown().optional(),
  finding_info: z.object({ uid: z.unknown().optional() }).optional().catch(undefined),
});

/** The id of what was refused, where it has one, so that a person finds it. */
function idsIn(value: unknown): readonly string[] {
  const { Id, id, finding_info } = withId.safeParse(value).data ?? {};
  const found = told(Id) ?? told(id) ?? told(finding_info?.uid);
  return found?.isWellFormed() === true ? [found.slice(0, 2048).toWellFormed()] : [];
}
