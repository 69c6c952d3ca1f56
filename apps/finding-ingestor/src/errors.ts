import { AfoError } from '@afo/domain';

export type ReceiverErrorCode =
  | 'receiver.bad-signature'
  | 'receiver.stale-signature'
  | 'receiver.unsigned'
  | 'receiver.foreign'
  | 'receiver.empty'
  | 'receiver.too-large'
  | 'receiver.busy'
  | 'receiver.nothing-taken'
  | 'receiver.not-found'
  | 'receiver.bad-request'
  | 'receiver.unexpected';

/** A request could not be taken. */
export class ReceiverError extends AfoError<ReceiverErrorCode> {}
