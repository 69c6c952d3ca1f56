import { AfoError } from '@afo/domain';

export type CustodyErrorCode =
  | 'custody.not-json'
  | 'custody.invalid-entry'
  | 'custody.entry-too-large'
  | 'custody.invalid-digest'
  | 'custody.out-of-range'
  | 'custody.invalid-key'
  | 'custody.invalid-note'
  | 'custody.bad-signature'
  | 'custody.invalid-path'
  | 'custody.invalid-tag'
  | 'custody.timestamp-malformed'
  | 'custody.timestamp-refused'
  | 'custody.timestamp-mismatch';

/** What was to be written would not be good evidence; nothing was written. */
export class CustodyError extends AfoError<CustodyErrorCode> {}
