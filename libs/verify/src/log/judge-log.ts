import type { X509Certificate } from 'node:crypto';

import type { KeptNote, SignedCheckpoint } from '../checkpoint/checkpoints.ts';
import {
  compareWithKnown,
  compareWithLog,
  compareWithRecords,
  readCheckpoints,
} from '../checkpoint/checkpoints.ts';
import type { Keyring } from '../checkpoint/keyring.ts';
import type { Findings } from '../faults.ts';
import { generalPlace } from '../faults.ts';
import type { TimestampVerdict } from '../timestamp/timestamps.ts';
import { checkTimestamps } from '../timestamp/timestamps.ts';
import { LogAudit } from './audit.ts';

/** What stands beside a log, and what the reader brings. */
export interface LogWitnesses {
  readonly keyring: Keyring;
  readonly notes: readonly KeptNote[];
  readonly timestamps: ReadonlyMap<number, Uint8Array>;
  readonly known: readonly KeptNote[];
  readonly roots: readonly X509Certificate[];
}

/** A log that was read and held against its checkpoints. */
export interface JudgedLog {
  readonly audit: LogAudit;
  /** All checkpoints whose signatures hold. */
  readonly signed: readonly SignedCheckpoint[];
  /** Those that the log satisfies. */
  readonly holding: readonly SignedCheckpoint[];
  readonly timestamps: readonly TimestampVerdict[];
}

/**
 * Reads a log once and judges it against checkpoints and timestamps.
 * @param feed hands every line to the audit.
 */
export async function judgeLog(
  witnesses: LogWitnesses,
  findings: Findings,
  feed: (audit: LogAudit) => Promise<void>,
): Promise<JudgedLog> {
  const { keyring, notes, known } = witnesses;
  if (keyring.keys.length === 0)
    findings.fault(
      'key.none',
      generalPlace('keys'),
      'there is no public key to check signatures with',
    );
  const signed = readCheckpoints(notes, keyring, findings);
  const audit = new LogAudit(
    findings,
    [...signed, ...known].map(({ size }) => size),
  );
  await feed(audit);
  audit.end();
  const holding = compareWithLog(signed, audit, findings);
  compareWithRecords(signed, audit, { kept: new Set(notes.map(({ size }) => size)), findings });
  compareWithKnown(known, audit, { keyring, findings });
  const timestamps = checkTimestamps(
    { checkpoints: signed, responses: witnesses.timestamps, audit, roots: witnesses.roots },
    findings,
  );
  return { audit, signed, holding, timestamps };
}
