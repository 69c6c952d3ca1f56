export { EbsHandover } from './ebs-handover.ts';
export type { EbsHandoverOptions } from './handover-options.ts';
export type { SnapshotLock } from './lock-change.ts';
export type { HandoverPatience, Sleep } from './patience.ts';
export type { CallsOf, Place } from './place.ts';
export { snapshotChanges } from './snapshot-set.ts';
export type { SnapshotSet } from './snapshot-set.ts';
export { volumeUri } from './volume-uri.ts';
export type { VolumeAddress } from './volume-uri.ts';
