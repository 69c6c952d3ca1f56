import { CustodyError } from '../errors.ts';

/** One signature line of a note. */
export interface NoteSignature {
  readonly keyName: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  /** What follows the key id: the 64 bytes of Ed25519, or the DER of ECDSA. */
  readonly signature: Uint8Array;
}

/**
 * The signed note (C2SP signed-note): the text, a blank line, and one line per signature.
 * @throws {CustodyError} `custody.invalid-note` when the text does not end with a line feed, holds control
 * characters, or nobody signs it.
 */
export function noteOf(text: string, signatures: readonly NoteSignature[]): string {
  if (!/^[^\p{Cc}\p{Cs}]/u.test(text) || /[^\P{Cc}\n]|\p{Cs}/u.test(text) || !text.endsWith('\n')) {
    throw new CustodyError(
      'custody.invalid-note',
      'a note is lines of text without control characters',
    );
  }
  if (signatures.length === 0)
    throw new CustodyError('custody.invalid-note', 'a note without a signature');
  return `${text}\n${signatures.map(signatureLine).join('')}`;
}

const signatureLine = ({ keyName, keyId, signature }: NoteSignature): string =>
  `\u2014 ${keyName} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
