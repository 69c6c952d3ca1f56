import { MAX_ENTRY_BYTES } from '@afo/domain';

import type { BagFiles } from '../bag/bag-files.ts';
import { CASE_LOG, isKeyFile, noteSize, timestampSize } from '../bundle-paths.ts';
import type { KeptNote } from '../checkpoint/checkpoints.ts';
import type { Keyring } from '../checkpoint/keyring.ts';
import { MAX_NOTE_BYTES } from '../checkpoint/note.ts';
import type { Findings } from '../faults.ts';
import { entriesPlace, entryPlace, filePlace, generalPlace } from '../faults.ts';
import { MAX_RESPONSE_BYTES } from '../timestamp/token.ts';
import type { LogAudit } from './audit.ts';
import type { JudgedLog, LogWitnesses } from './judge-log.ts';
import { judgeLog } from './judge-log.ts';
import { compareLeaves } from './leaves.ts';
import { eachLine } from './lines.ts';

const MAX_KEY_BYTES = 4096;

type Given = Pick<LogWitnesses, 'keyring' | 'known' | 'roots'>;

/** The log of a bundle, read and judged: nothing of it may be unsigned (docs/spec/bundle.md lines 4 to 9). */
export async function judgeBundleLog(
  files: BagFiles,
  given: Given,
  findings: Findings,
): Promise<JudgedLog> {
  await findKeys(files, given.keyring, findings);
  const notes = await readNotes(files);
  const timestamps = await readTimestamps(files, notes);
  const log = await judgeLog({ ...given, notes, timestamps }, findings, (audit) =>
    readLog(files, audit, findings),
  );
  await compareLeaves({ files, audit: log.audit, checkpoints: log.signed, findings });
  checkEnd(log, notes, findings);
  return log;
}

async function findKeys(files: BagFiles, keyring: Keyring, findings: Findings): Promise<void> {
  for (const path of [...files.paths].filter(isKeyFile)) {
    const bytes = await files.read(path, MAX_KEY_BYTES);
    if (bytes !== undefined) keyring.find(path, Buffer.from(bytes).toString('utf8'), findings);
  }
  for (const { vkey } of keyring.foreign) {
    findings.note(
      generalPlace('keys'),
      `${vkey} is in the bundle and not among the keys that were given: it does not count`,
    );
  }
}

async function readNotes(files: BagFiles): Promise<readonly KeptNote[]> {
  const notes: KeptNote[] = [];
  for (const path of files.paths) {
    const size = noteSize(path);
    if (size === undefined) continue;
    files.claim(path);
    const bytes = await files.read(path, MAX_NOTE_BYTES);
    if (bytes !== undefined) notes.push({ size, bytes });
  }
  return notes;
}

/** Timestamps of the notes that are there; any other file among them is bound by nothing. */
async function readTimestamps(
  files: BagFiles,
  notes: readonly KeptNote[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const sizes = new Set(notes.map(({ size }) => size));
  const responses = new Map<number, Uint8Array>();
  for (const path of files.paths) {
    const size = timestampSize(path);
    if (size === undefined || !sizes.has(size)) continue;
    files.claim(path);
    const bytes = await files.read(path, MAX_RESPONSE_BYTES);
    if (bytes !== undefined) responses.set(size, bytes);
  }
  return responses;
}

async function readLog(files: BagFiles, audit: LogAudit, findings: Findings): Promise<void> {
  files.claim(CASE_LOG);
  if (!files.has(CASE_LOG)) {
    findings.fault('log.missing', filePlace(CASE_LOG), 'the bundle has no case log');
    return;
  }
  try {
    const ended = await eachLine(files.stream(CASE_LOG), MAX_ENTRY_BYTES, (line) =>
      audit.take(line),
    );
    if (!ended)
      findings.fault('log.line-feed', filePlace(CASE_LOG), 'the last line has no line feed');
  } catch (cause) {
    files.unreadable(CASE_LOG, cause);
  }
  if (audit.size === 0)
    findings.fault('log.empty', filePlace(CASE_LOG), 'the case log has no entries');
}

/** The log ends where the newest checkpoint ends, and with the entry that says that it left (bundle.md line 5). */
function checkEnd({ audit }: JudgedLog, notes: readonly KeptNote[], findings: Findings): void {
  const newest = Math.max(0, ...notes.map(({ size }) => size));
  if (notes.length === 0)
    findings.fault('checkpoint.none', generalPlace('checkpoints'), 'nobody has signed anything');
  if (newest < audit.size) {
    findings.fault(
      'log.unsigned',
      entriesPlace(newest, audit.size),
      'after the newest checkpoint: nobody has signed it',
    );
  }
  // A log that is shorter than its checkpoints has its fault already.
  if (audit.size > 0 && audit.size >= newest && !audit.tallies.endsWithExport) {
    const message =
      'the last entry does not say that a bundle was exported: the log was cut, or goes on';
    findings.fault('log.not-exported', entryPlace(audit.size - 1), message);
  }
}
