import type { KeptNote } from './checkpoints.ts';
import { readNote } from './note.ts';

/** Checkpoint notes that the reader brings. @throws {VerifyError} `verify.invalid-note` for what is none. */
export const knownNotes = (notes: readonly (string | Uint8Array)[]): readonly KeptNote[] =>
  notes.map((note) => {
    const bytes = typeof note === 'string' ? Buffer.from(note) : note;
    return { size: readNote(bytes).size, bytes };
  });
