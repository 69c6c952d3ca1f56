import type { VerifyError } from '../errors.ts';
import type { Findings, Place } from '../faults.ts';
import { checkpointPlace, entriesPlace, entryPlace } from '../faults.ts';
import type { LogAudit } from '../log/audit.ts';
import { printable } from '../printable.ts';
import type { Keyring } from './keyring.ts';
import type { CheckpointNote } from './note.ts';
import { readNote, signersOf } from './note.ts';
import type { KnownKey } from './vkey.ts';

/** A note as it was kept, with the size that it is kept under. */
export interface KeptNote {
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** A note whose signatures hold. */
export interface SignedCheckpoint extends CheckpointNote {
  readonly signers: readonly KnownKey[];
}

/** Reads the notes and checks who signed them; a note with a fault is told and left out. Sorted by size. */
export function readCheckpoints(
  kept: readonly KeptNote[],
  keyring: Keyring,
  findings: Findings,
): readonly SignedCheckpoint[] {
  return [...kept]
    .sort((a, b) => a.size - b.size)
    .flatMap(({ size, bytes }) => signedCheckpoint(size, bytes, { keyring, findings }) ?? []);
}

function signedCheckpoint(
  size: number,
  bytes: Uint8Array,
  { keyring, findings }: { readonly keyring: Keyring; readonly findings: Findings },
): SignedCheckpoint | undefined {
  const place = checkpointPlace(size);
  const note = readable(bytes, place, findings);
  if (note === undefined) return undefined;
  if (note.size !== size) {
    findings.fault('checkpoint.size', place, `the note speaks of ${String(note.size)} entries`);
    return undefined;
  }
  const signers = verified(note, place, { keyring, findings });
  if (signers === undefined) return undefined;
  for (const key of signers) keyring.used(key);
  return { ...note, signers };
}

function readable(bytes: Uint8Array, place: Place, findings: Findings): CheckpointNote | undefined {
  try {
    return readNote(bytes);
  } catch (cause) {
    findings.fault('checkpoint.malformed', place, `not a checkpoint: ${messageOf(cause)}`);
    return undefined;
  }
}

function verified(
  note: CheckpointNote,
  place: Place,
  { keyring, findings }: { readonly keyring: Keyring; readonly findings: Findings },
): readonly KnownKey[] | undefined {
  try {
    const signers = signersOf(note, keyring.keys);
    if (signers.length > 0) return signers;
  } catch (cause) {
    findings.fault('checkpoint.signature', place, messageOf(cause));
    return undefined;
  }
  const names = note.lines.map(({ name, id }) => `${printable(name)} (${id})`).join(', ');
  const whose = keyring.isPinned ? 'none of the keys that were given' : 'no key in the bundle';
  findings.fault('checkpoint.unknown-key', place, `signed by ${names}, which is ${whose}`);
  return undefined;
}

/**
 * Holds the signed checkpoints against the log: origin, root, and that the log is not shorter. Names the entries
 * between the last checkpoint that holds and the first that does not.
 * @returns the checkpoints that the log satisfies.
 */
export function compareWithLog(
  checkpoints: readonly SignedCheckpoint[],
  audit: LogAudit,
  findings: Findings,
): readonly SignedCheckpoint[] {
  const holding: SignedCheckpoint[] = [];
  for (const checkpoint of checkpoints) {
    const fault = faultOf(checkpoint, audit, holding.at(-1)?.size ?? 0);
    if (fault === undefined) holding.push(checkpoint);
    else findings.fault(...fault);
  }
  sayKeyChanges(holding, findings);
  return holding;
}

type FaultArguments = Parameters<Findings['fault']>;

function faultOf(
  { origin, size, root }: SignedCheckpoint,
  audit: LogAudit,
  good: number,
): FaultArguments | undefined {
  const { caseId } = audit.continuity;
  if (caseId !== undefined && origin !== `afo.case/${caseId}`) {
    return ['checkpoint.origin', checkpointPlace(size), `the note speaks of ${printable(origin)}`];
  }
  // Entries that were dropped in between leave the log short, and its last entry where it was.
  const end = audit.continuity.expected;
  if (size > audit.size && size > end) {
    const message = `missing: a checkpoint of ${String(size)} entries is signed`;
    return ['log.truncated', entriesPlace(end, size), message];
  }
  if (size === 0 || audit.milestone(size)?.root === root) return undefined;
  const place = entriesPlace(good, size);
  return [
    'log.altered',
    place,
    `not as signed: the checkpoint of ${String(size)} entries has another root`,
  ];
}

/** Every `checkpoint.signed` entry has its note, and says of it what is so. */
export function compareWithRecords(
  checkpoints: readonly SignedCheckpoint[],
  audit: LogAudit,
  { kept, findings }: { readonly kept: ReadonlySet<number>; readonly findings: Findings },
): void {
  const bySize = new Map(checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]));
  for (const { seq, size, root, key, note } of audit.records.signed) {
    const checkpoint = bySize.get(size);
    if (!kept.has(size)) {
      findings.fault(
        'checkpoint.missing',
        checkpointPlace(size),
        `entry ${String(seq)} says it was signed; its note is missing`,
      );
    }
    // A note that is there and does not hold has its own fault.
    if (checkpoint === undefined) continue;
    if (checkpoint.digest !== note) {
      findings.fault(
        'checkpoint.altered',
        checkpointPlace(size),
        `not the note of which entry ${String(seq)} speaks`,
      );
    }
    if (checkpoint.root !== root || !checkpoint.lines.some(({ name }) => name === key)) {
      findings.fault(
        'log.checkpoint',
        entryPlace(seq),
        `root or key are not those of the checkpoint of ${String(size)} entries`,
      );
    }
  }
  saySilent(checkpoints, audit, findings);
}

function saySilent(
  checkpoints: readonly SignedCheckpoint[],
  audit: LogAudit,
  findings: Findings,
): void {
  const recorded = new Set(audit.records.signed.map(({ size }) => size));
  for (const { size } of checkpoints.filter(
    (checkpoint) => checkpoint.size < audit.size && !recorded.has(checkpoint.size),
  )) {
    findings.note(checkpointPlace(size), 'no entry of the log says that it was signed');
  }
}

function sayKeyChanges(checkpoints: readonly SignedCheckpoint[], findings: Findings): void {
  checkpoints.reduce<readonly KnownKey[]>((before, { size, signers }) => {
    if (before.length > 0 && !signers.some((key) => before.includes(key))) {
      const [from, to] = [before, signers].map((keys) =>
        keys.map(({ vkey }) => printable(vkey)).join(', '),
      );
      findings.note(
        checkpointPlace(size),
        `from here on another key signs: ${String(to)} instead of ${String(from)}`,
      );
    }
    return signers;
  }, []);
}

/** Checkpoints that the reader knows from elsewhere: the log must not be shorter, nor another (docs/spec/bundle.md line 20). */
export function compareWithKnown(
  known: readonly KeptNote[],
  audit: LogAudit,
  { keyring, findings }: { readonly keyring: Keyring; readonly findings: Findings },
): void {
  for (const { origin, size, root } of readCheckpoints(known, keyring, findings)) {
    const place = { text: `checkpoint ${String(size)} (given)`, order: size };
    if (origin !== `afo.case/${String(audit.continuity.caseId)}`) {
      findings.fault('checkpoint.origin', place, `it speaks of ${printable(origin)}`);
    } else if (size > audit.size) {
      findings.fault(
        'checkpoint.rolled-back',
        place,
        `the log has only ${String(audit.size)} entries`,
      );
    } else if (size > 0 && audit.milestone(size)?.root !== root) {
      findings.fault('checkpoint.inconsistent', place, 'the log has another root at that size');
    }
  }
}

/** Reading a note throws VerifyError and nothing else. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- see above
const messageOf = (cause: unknown): string => (cause as VerifyError).message;
