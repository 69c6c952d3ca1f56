import { AfoError } from '@afo/domain';

export type VerifyErrorCode =
  | 'verify.unreadable'
  | 'verify.not-found'
  | 'verify.special-file'
  | 'verify.too-large'
  | 'verify.undecodable'
  | 'verify.invalid-key'
  | 'verify.invalid-note'
  | 'verify.invalid-root';

/**
 * Something could not be read, or an argument is not what it should be. What is wrong with a bundle is not thrown but
 * listed as a fault.
 */
export class VerifyError extends AfoError<VerifyErrorCode> {}
