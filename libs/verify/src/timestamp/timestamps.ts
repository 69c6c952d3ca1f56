import type { X509Certificate } from 'node:crypto';
import { epochOf, instantOf } from '@afo/domain';
import type { Instant } from '@afo/domain';

import type { SignedCheckpoint } from '../checkpoint/checkpoints.ts';
import type { Findings } from '../faults.ts';
import { checkpointPlace, generalPlace } from '../faults.ts';
import type { LogAudit } from '../log/audit.ts';
import { checkTimestamp } from './check-timestamp.ts';

/** A time that an authority attests for a checkpoint. */
export interface TimestampVerdict {
  readonly size: number;
  readonly at: Instant;
  readonly authority: string;
  /** True when the authority's certificate leads to a root that the reader gave. */
  readonly pinned: boolean;
}

/** How far clocks may differ, in milliseconds (docs/spec/checkpoint.md line 17). */
const CLOCK_TOLERANCE_MS = 300_000;

interface Stamped {
  readonly checkpoints: readonly SignedCheckpoint[];
  /** Responses by the size of their checkpoint. */
  readonly responses: ReadonlyMap<number, Uint8Array>;
  readonly audit: LogAudit;
  readonly roots: readonly X509Certificate[];
}

/** Judges every timestamp, and misses those of which the log speaks. */
export function checkTimestamps(stamped: Stamped, findings: Findings): readonly TimestampVerdict[] {
  const { audit, checkpoints, responses } = stamped;
  for (const { size } of audit.records.signed.filter(
    ({ timestamp, size: at }) => timestamp && !responses.has(at),
  )) {
    findings.fault(
      'timestamp.missing',
      checkpointPlace(size),
      'the log says that it has a timestamp',
    );
  }
  const verdicts = checkpoints.flatMap(
    (checkpoint) => verdictOf(checkpoint, stamped, findings) ?? [],
  );
  if (verdicts.some(({ pinned }) => !pinned)) {
    findings.note(
      generalPlace('timestamps'),
      'the times are those that the tokens claim; no root was given that proves them',
    );
  }
  if (verdicts.length === 0)
    findings.note(generalPlace('timestamps'), 'none: the times rest on the clocks of the writers');
  return verdicts;
}

function verdictOf(
  checkpoint: SignedCheckpoint,
  { responses, audit, roots }: Stamped,
  findings: Findings,
): TimestampVerdict | undefined {
  const response = responses.get(checkpoint.size);
  if (response === undefined) return undefined;
  const place = checkpointPlace(checkpoint.size);
  const result = checkTimestamp(response, checkpoint.digest, roots);
  if (!result.ok) {
    findings.fault(result.code, place, `timestamp: ${result.message}`);
    return undefined;
  }
  const wrong = timeFault(checkpoint.size, result.at, audit);
  if (wrong !== undefined) findings.fault('timestamp.time', place, wrong);
  return {
    size: checkpoint.size,
    at: instantOf(result.at.getTime()),
    authority: result.authority,
    pinned: result.pinned,
  };
}

/** The token cannot be older than what it covers, nor much younger than the entry that speaks of it. */
function timeFault(size: number, time: Date, audit: LogAudit): string | undefined {
  const covered = audit.milestone(size)?.at;
  if (covered !== undefined && time.getTime() < epochOf(covered) - CLOCK_TOLERANCE_MS) {
    return `the timestamp says ${time.toISOString()}, and the last entry under it ${covered}`;
  }
  const spoken = audit.records.signed.find((record) => record.timestamp && record.size === size);
  if (spoken !== undefined && time.getTime() > epochOf(spoken.at) + CLOCK_TOLERANCE_MS) {
    return `the timestamp says ${time.toISOString()}, and the entry that speaks of it ${spoken.at}`;
  }
  return undefined;
}
