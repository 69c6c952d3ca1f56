import { PortError } from '@afo/ports';
import type { SnapshotLock } from './lock-change.ts';
import type { HandoverPatience, Sleep } from './patience.ts';
import type { CallsOf, Place } from './place.ts';

export interface EbsHandoverOptions {
  /** Where disks are read and kept. */
  readonly forensic: Place & {
    /** Key for copies; the default key of the account unless given, as far as a snapshot is encrypted. */
    readonly kmsKey?: string;
  };
  readonly callsOf: CallsOf;
  /**
   * A key in a member account's region whose policy lets the forensic account use it: for copies of what is encrypted
   * under a key of AWS.
   */
  readonly sharedKey: (place: Place) => string | undefined;
  /**
   * What is copied under the shared key first: what is under a key of AWS, as it must be, or what is under any other
   * key, for accounts whose own keys are not open to the forensic account. The first unless given.
   */
  readonly recrypt?: 'keys-of-aws' | 'other-keys';
  /** `when-needed`: what is in the forensic account and region already is read as it is. */
  readonly copy: 'when-needed' | 'always';
  /** Time-based copies: minutes, a multiple of 15 up to 2,880. */
  readonly completionMinutes?: number;
  /** How the snapshot that is read is locked; not at all without. */
  readonly lock?: SnapshotLock;
  /** True to delete the snapshot of the set too, once its copy is verified. */
  readonly removeSet?: boolean;
  readonly patience?: Partial<HandoverPatience>;
  readonly sleep?: Sleep;
}

/** What AWS would refuse only after hours of waiting is refused at the start. @throws PortError `aws.refused` */
export function mustBeUsable({ completionMinutes: minutes, lock }: EbsHandoverOptions): void {
  if (minutes !== undefined && !(minutes % 15 === 0 && minutes >= 15 && minutes <= 2_880))
    throw new PortError(
      'aws.refused',
      'a time-based copy takes 15 to 2,880 minutes in steps of 15',
    );
  if (lock !== undefined && !(Number.isInteger(lock.days) && lock.days >= 1 && lock.days <= 36_500))
    throw new PortError('aws.refused', 'a snapshot is locked for 1 to 36,500 days');
}
