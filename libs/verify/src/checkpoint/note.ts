import { VerifyError } from '../errors.ts';
import { sha256Hex } from '../sha256.ts';
import { isSignedBy } from './signature.ts';
import type { KnownKey } from './vkey.ts';

/** A signature line of a note: who claims to have signed. */
export interface SignatureLine {
  readonly name: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly signature: Uint8Array;
}

/** A checkpoint as its note states it; nothing of it is proven yet. */
export interface CheckpointNote {
  readonly origin: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  readonly lines: readonly SignatureLine[];
  /** The bytes that are signed. */
  readonly signed: Uint8Array;
  /** SHA-256 of the whole note, in hex. */
  readonly digest: string;
}

/** Longest note in bytes. */
export const MAX_NOTE_BYTES = 65_536;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a signed note that holds a checkpoint (docs/spec/checkpoint.md). @throws {VerifyError} `verify.invalid-note` */
export function readNote(bytes: Uint8Array): CheckpointNote {
  const text = decoded(bytes);
  const split = text.lastIndexOf('\n\n');
  if (split < 0 || /[^\P{Cc}\n]/u.test(text) || !text.endsWith('\n'))
    throw invalid('it is not a signed note');
  const body = text.slice(0, split + 1);
  const lines = text
    .slice(split + 2, -1)
    .split('\n')
    .map(signatureLine);
  return { ...checkpointOf(body), lines, signed: Buffer.from(body), digest: sha256Hex(bytes) };
}

/**
 * The keys that signed the note. Lines of unknown keys are ignored.
 * @throws {VerifyError} `verify.invalid-note` when the signature of a known key fails: that rejects the whole note.
 */
export function signersOf(note: CheckpointNote, keys: readonly KnownKey[]): readonly KnownKey[] {
  const signers = new Set<KnownKey>();
  for (const { name, id, signature } of note.lines) {
    const known = keys.find((key) => key.name === name && key.id === id);
    if (known === undefined) continue;
    if (!isSignedBy(known, note.signed, signature))
      throw invalid('the signature of a known key fails');
    signers.add(known);
  }
  return [...signers];
}

function decoded(bytes: Uint8Array): string {
  if (bytes.length > MAX_NOTE_BYTES) throw invalid('it is too long');
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw invalid('it is not UTF-8', cause);
  }
}

function checkpointOf(body: string): Pick<CheckpointNote, 'origin' | 'size' | 'root'> {
  const match = /^(?<origin>[^\n]+)\n(?<size>0|[1-9]\d*)\n(?<root>[A-Za-z0-9+/]{43}=)\n$/.exec(
    body,
  );
  const { origin = '', size = '', root = '' } = match?.groups ?? {};
  const digest = Buffer.from(root, 'base64');
  // A base64 text whose last character has stray bits is another text of the same bytes.
  if (
    digest.length !== 32 ||
    digest.toString('base64') !== root ||
    !Number.isSafeInteger(Number(size))
  ) {
    throw invalid('its text is not origin, size and root');
  }
  return { origin, size: Number(size), root: digest.toString('hex') };
}

function signatureLine(line: string): SignatureLine {
  const match = /^\u2014 (?<name>[^\s+]+) (?<signature>[A-Za-z0-9+/]+={0,2})$/u.exec(line);
  const { name = '', signature = '' } = match?.groups ?? {};
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length < 5 || bytes.toString('base64') !== signature)
    throw invalid('a signature line is malformed');
  return { name, id: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) };
}

const invalid = (why: string, cause?: unknown): VerifyError =>
  new VerifyError('verify.invalid-note', why, cause === undefined ? {} : { cause });
